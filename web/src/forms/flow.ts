/** What a step says besides its fields: whose bundles it gathers, and what becomes of none. */
import type { Values } from './definition'

export type FlowField = {
  name: 'source' | 'group_by' | 'stop_if_empty' | 'continue_if_empty'
  label: string
  help: string
}

const AGGREGATOR: readonly FlowField[] = [
  {
    name: 'source',
    label: 'Gathers the bundles of',
    help: 'Everything that comes of one bundle of this module becomes one bundle here.',
  },
  {
    name: 'group_by',
    label: 'Group by',
    help: 'One bundle for each value that this has. If left empty, one for all.',
  },
  {
    name: 'stop_if_empty',
    label: 'Stop if nothing arrived',
    help: 'Else an empty list goes on.',
  },
]

const FINDER: readonly FlowField[] = [
  {
    name: 'continue_if_empty',
    label: 'Go on if nothing is found',
    help: 'With one empty bundle. Else this bundle ends here.',
  },
]

const KINDS: Readonly<Record<string, readonly FlowField[]>> = {
  aggregator: AGGREGATOR,
  search: FINDER,
  iterator: FINDER,
}

/** What a module of this kind asks for besides its fields. */
export function flowFields(kind: string): readonly FlowField[] {
  return KINDS[kind] ?? []
}

/** What a step holds of them now. */
export function flowOf(raw: Values): Values {
  const names = [...AGGREGATOR, ...FINDER].map((field) => field.name)
  return Object.fromEntries(names.filter((name) => name in raw).map((name) => [name, raw[name]]))
}

/** What `change_module` is told of a change: null takes one away. */
export function flowChange(before: Values, after: Values): Values {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  const changed = [...names].filter((name) => before[name] !== after[name])
  return Object.fromEntries(changed.map((name) => [name, after[name] ?? null]))
}
