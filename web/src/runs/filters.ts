/** The filters of the history: as the address has them, as the API takes them, and in words. Pure. */
import type { ListRunsData } from '../api/generated'
import type { Address } from '../ui/address'

export type RunFilters = Omit<NonNullable<ListRunsData['query']>, 'limit' | 'before' | 'after'>

export const STATUSES = ['success', 'warning', 'error', 'running', 'waiting', 'cancelled']
export const BEGAN: ReadonlyArray<{ value: string; label: string }> = [
  { value: 'scheduled', label: 'by schedule' },
  { value: 'instant', label: 'by an event' },
  { value: 'manual', label: 'by hand' },
  { value: 'API', label: 'over the API' },
  { value: 'resume', label: 'once more' },
]

const MINUTE = 60_000
const HOUR = 60 * MINUTE

export const PERIODS: ReadonlyArray<{ value: string; label: string; reach?: number }> = [
  { value: '', label: 'Any time' },
  { value: '1h', label: 'Last hour', reach: HOUR },
  { value: '24h', label: 'Last 24 hours', reach: 24 * HOUR },
  { value: '7d', label: 'Last 7 days', reach: 7 * 24 * HOUR },
  { value: 'custom', label: 'From … to …' },
]

/** What of the address narrows the list. */
export const NARROWS = [
  'scenario',
  'status',
  'began',
  'period',
  'since',
  'until',
  'shortest',
  'longest',
  'least',
  'most',
  'text',
  'checks',
] as const

export function narrowed(address: Address): boolean {
  return NARROWS.some((name) => address[name])
}

/** Takes every filter away. */
export const NONE: Record<string, string> = Object.fromEntries(NARROWS.map((name) => [name, '']))

/** As the API takes them; what is no number or no moment is left out. */
export function asked(address: Address, now: Date): RunFilters {
  const made: RunFilters = {
    scenario: address.scenario,
    status: address.status,
    began: address.began,
    text: address.text?.trim(),
    ...span(address, now),
    shortest: figure(address.shortest),
    longest: figure(address.longest),
    least: figure(address.least, true),
    most: figure(address.most, true),
    checks: address.checks === 'no' ? false : undefined,
  }
  return Object.fromEntries(
    Object.entries(made).filter(([, value]) => value !== undefined && value !== ''),
  )
}

function span(address: Address, now: Date): Pick<RunFilters, 'since' | 'until'> {
  const reach = PERIODS.find(({ value }) => value !== '' && value === address.period)?.reach
  // Whole minutes, so that the same look asks the same.
  if (reach) return { since: iso(Math.floor(now.getTime() / MINUTE) * MINUTE - reach) }
  return { since: moment(address.since), until: moment(address.until) }
}

function iso(at: number): string {
  return new Date(at).toISOString()
}

/** A moment of the reader's own clock, as a field for moments gives it, in UTC. */
function moment(given: string | undefined): string | undefined {
  const at = given ? new Date(given).getTime() : Number.NaN
  return Number.isNaN(at) ? undefined : iso(at)
}

function figure(given: string | undefined, whole = false): number | undefined {
  const value = given ? Number(given) : Number.NaN
  if (!Number.isFinite(value) || value < 0) return undefined
  return whole ? Math.round(value) : value
}

/** Where the filtered list is as a CSV file. */
export function exported(filters: RunFilters): string {
  const query = new URLSearchParams(
    Object.entries(filters).map(([name, value]) => [name, String(value)]),
  ).toString()
  return `/api/v1/runs/export${query ? `?${query}` : ''}`
}

/** Several words of one filter, as the address has them. */
export function several(given: string | undefined): string[] {
  return (given ?? '').split(',').filter(Boolean)
}

/** The words with this one, or without it where it was there. */
export function turned(given: string, word: string): string {
  const words = several(given)
  return (words.includes(word) ? words.filter((one) => one !== word) : [...words, word]).join(',')
}

/** How many of the rarer filters are set: they are out of sight until they are asked for. */
export function rare(address: Address): number {
  const figures = ['shortest', 'longest', 'least', 'most', 'checks']
  return figures.filter((name) => address[name]).length
}
