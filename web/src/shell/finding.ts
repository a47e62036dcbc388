/** What the palette offers for what is typed. */
import { useQuery } from '@tanstack/react-query'
import type { LucideIcon } from 'lucide-react'
import { FileUp, History, Plus, Workflow } from 'lucide-react'
import { listRunsOptions, listScenariosOptions } from '../api/generated/@tanstack/react-query.gen'
import { PLACES } from './places'

export type Found = {
  id: string
  label: string
  /** What it is: "Page", "Scenario". */
  kind: string
  icon: LucideIcon
  to: string
  search?: Record<string, string>
}

const MAKING: ReadonlyArray<Found> = [
  {
    id: 'new',
    label: 'New scenario',
    kind: 'Do',
    icon: Plus,
    to: '/scenarios',
    search: { do: 'new' },
  },
  {
    id: 'import',
    label: 'Import a scenario',
    kind: 'Do',
    icon: FileUp,
    to: '/scenarios',
    search: { do: 'import' },
  },
]
const MORE = [
  { to: '/registrations', label: 'Registrations' },
  { to: '/settings/profile', label: 'Profile' },
  { to: '/settings/tokens', label: 'API tokens' },
]
const FEW = 6
const ID = /^[0-9a-f-]{4,36}$/i

/** Places and what can be made, whose words begin as what is typed. */
export function fixed(typed: string, mayMake: boolean): Found[] {
  const places = PLACES.map((place) => ({ ...place, id: place.to, kind: 'Page' }))
  const icon = PLACES.at(-1)?.icon ?? Workflow
  const more = MORE.map((place) => ({ ...place, id: place.to, kind: 'Page', icon }))
  const all: Found[] = [...places, ...(mayMake ? MAKING : []), ...(typed ? more : [])]
  return all.filter((one) => fits(one.label, typed))
}

function fits(label: string, typed: string): boolean {
  const words = label.toLowerCase().split(' ')
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((part) => words.some((word) => word.startsWith(part)))
}

/** What `typed` finds; the server is asked for what was `wanted` when the fingers rested. */
export function useFound(
  typed: string,
  wanted: string,
  mayMake: boolean,
): { found: Found[]; looking: boolean } {
  const scenarios = useQuery({
    ...listScenariosOptions({ query: { name: wanted, limit: FEW } }),
    enabled: wanted !== '',
  })
  const runs = useQuery({
    ...listRunsOptions({ query: { text: wanted, limit: FEW } }),
    enabled: ID.test(wanted) && /\d/.test(wanted),
  })
  const named = (scenarios.data?.items ?? []).map((one) => ({
    id: one.id,
    label: one.name,
    kind: 'Scenario',
    icon: Workflow,
    to: `/scenarios/${one.id}`,
  }))
  const ran = (runs.data?.items ?? []).map((one) => ({
    id: one.id,
    label: `${one.scenario} ${one.id.slice(-8)}`,
    kind: 'Run',
    icon: History,
    to: `/runs/${one.id}`,
  }))
  // Enter must not go to what was found for fewer letters.
  const resting = typed === wanted
  return {
    found: [...fixed(typed, mayMake), ...(resting ? [...named, ...ran] : [])],
    looking: !resting || scenarios.isLoading || runs.isLoading,
  }
}
