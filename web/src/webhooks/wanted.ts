/** What the address says of the deliveries, as the API is asked for them. */
import type { Address } from '../ui/address'

export const OUTCOMES: ReadonlyArray<readonly [string, string]> = [
  ['waiting', 'Waiting'],
  ['running', 'Running'],
  ['success', 'Success'],
  ['warning', 'Warning'],
  ['error', 'Error'],
  ['cancelled', 'Cancelled'],
  ['dropped', 'Dropped'],
  ['unheard', 'Nobody wanted it'],
  ['repeated', 'Told before'],
  ['asked', 'The service asked'],
  ['unreadable', 'Unreadable'],
]
export const FILTERS = [
  'registration',
  'organisation',
  'category',
  'scenario',
  'outcome',
  'since',
  'until',
] as const
export const CLEAR: Record<string, string> = Object.fromEntries(FILTERS.map((name) => [name, '']))

type Wanted = Partial<Record<(typeof FILTERS)[number], string>>

/** `since` and `until` are days in the reader's zone; the last one is within. */
export function wantedOf(address: Address): Wanted {
  const found: Wanted = {}
  for (const name of ['registration', 'organisation', 'category', 'scenario'] as const) {
    if (address[name]) found[name] = address[name]
  }
  if (OUTCOMES.some(([word]) => word === address.outcome)) found.outcome = address.outcome
  const since = startOf(address.since)
  const until = startOf(address.until, 1)
  if (since) found.since = since
  if (until) found.until = until
  return found
}

export function narrowed(address: Address, but = ''): boolean {
  return FILTERS.some((name) => name !== but && address[name])
}

/** The moment at which a day begins here, so many days later; "" for what is no day. */
function startOf(day: string | undefined, later = 0): string {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day ?? '')
  if (!parts) return ''
  const [year = 0, month = 0, date = 0] = parts.slice(1).map(Number)
  const at = new Date(year, month - 1, date + later)
  return Number.isNaN(at.getTime()) ? '' : at.toISOString()
}

const FAILED = ['error', 'warning', 'cancelled', 'dropped']

/** Whether there may be something to do again. */
export function canRetry(one: {
  outcome: string
  cycles: ReadonlyArray<{ outcome: string }>
}): boolean {
  return one.outcome === 'unreadable' || one.cycles.some((each) => FAILED.includes(each.outcome))
}

/** "INVOICE created", as people say what a service told of. */
export function toldOf(one: { category: string; type: string }): string {
  const word = one.category.replaceAll('_', ' ').toLowerCase()
  const type = one.type.toLowerCase()
  const did = type ? ` ${type.endsWith('e') ? `${type}d` : type}` : ''
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}${did}`
}

/** What a call told of, in a line: "2 × Invoice created, Contact updated". */
export function summary(cycles: ReadonlyArray<{ event: number; category: string; type: string }>) {
  const events = [...new Map(cycles.map((each) => [each.event, each])).values()]
  const counts = new Map<string, number>()
  for (const each of events) counts.set(toldOf(each), (counts.get(toldOf(each)) ?? 0) + 1)
  return [...counts].map(([told, count]) => (count > 1 ? `${count} × ${told}` : told)).join(', ')
}
