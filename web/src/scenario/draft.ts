/** What somebody changes of a module before it is saved. */
import type { Step } from '../diagram/steps'
import { flowChange, flowOf } from '../forms/flow'
import { difference } from '../forms/values'

export type Draft = {
  map: Record<string, unknown>
  /** The filter as the file has it; null where there is none. */
  filter: unknown
  note: string
  /** How it stands in the flow: an aggregator's source, what a search does with nothing. */
  flow: Record<string, unknown>
}

/** What `change_module` is sent: only what differs, so that all else stays as it is written. */
export type Change = {
  change: Record<string, unknown>
  fields: Record<string, unknown>
  without: string[]
}

export function draftOf(step: Step): Draft {
  const map = step.raw.map
  const plain = typeof map === 'object' && map !== null && !Array.isArray(map)
  return {
    map: plain ? (map as Record<string, unknown>) : {},
    filter: step.raw.filter ?? null,
    note: step.note,
    flow: flowOf(step.raw),
  }
}

export function changeOf(before: Draft, now: Draft): Change {
  const change = flowChange(before.flow, now.flow)
  if (JSON.stringify(before.filter) !== JSON.stringify(now.filter)) change.filter = now.filter
  if (before.note !== now.note.trim()) change.note = now.note.trim() || null
  return { change, ...difference(before.map, now.map) }
}

export function isChange({ change, fields, without }: Change): boolean {
  return Object.keys(change).length + Object.keys(fields).length + without.length > 0
}

const FEW = 3

/** What the version that this makes is noted by: "3 Create a contact: Name, filter." */
export function noteOf(title: string, { change, fields, without }: Change): string {
  const parts = [...Object.keys(fields), ...without, ...Object.keys(change)]
  const more = parts.length > FEW ? ` and ${parts.length - FEW} more` : ''
  return `${title}: ${parts.slice(0, FEW).join(', ')}${more}.`
}
