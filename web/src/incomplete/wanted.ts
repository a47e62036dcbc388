/** What the address says of the list, as the API is asked for it. */
import type { Address } from '../ui/address'

export const STATES = ['open', 'retried', 'resolved', 'dropped', 'all'] as const
export const KINDS = ['failed', 'parked'] as const

type State = (typeof STATES)[number]
type Kind = '' | (typeof KINDS)[number]

/** How far back: what stands in the address, and for how many hours. */
export const SINCE: ReadonlyArray<readonly [string, string, number]> = [
  ['1h', 'Last hour', 1],
  ['1d', 'Last 24 hours', 24],
  ['7d', 'Last 7 days', 168],
  ['30d', 'Last 30 days', 720],
]
export const FILTERS = ['scenario', 'kind', 'state', 'text', 'since', 'run'] as const

export type Wanted = {
  state: State
  scenario?: string
  kind?: Kind
  text?: string
  run?: string
  since?: string
}

/** Words that are none of ours count as if they were not there. */
export function wantedOf(address: Address, now: Date): Wanted {
  const since = SINCE.find(([word]) => word === address.since)
  return {
    state: STATES.find((one) => one === address.state) ?? 'open',
    ...(address.scenario && { scenario: address.scenario }),
    ...(address.run && { run: address.run }),
    ...(address.text && { text: address.text }),
    kind: KINDS.find((one) => one === address.kind) ?? '',
    ...(since && { since: new Date(now.getTime() - since[2] * 3_600_000).toISOString() }),
  }
}

export function narrowed(address: Address): boolean {
  return FILTERS.some((name) => address[name])
}

/** An address without any of the filters. */
export const CLEAR = Object.fromEntries([...FILTERS, 'cause'].map((name) => [name, '']))
