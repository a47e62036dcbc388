/** Documents as the server gives them, made for tests. */
import type { ModuleFacts } from '../../src/api/generated'
import { type Step, stepsOf } from '../../src/diagram/steps'

type Raw = Record<string, unknown>

export function module(name: string, more: Partial<ModuleFacts> = {}): ModuleFacts {
  const [app = '', id = ''] = name.split('.')
  return {
    name,
    app,
    label: id.replaceAll('_', ' '),
    kind: 'action',
    group: '',
    about: '',
    effect: 'writes',
    permissions: { granular: [], broad: [] },
    ...more,
  }
}

export const MODULES = [
  module('shop.watch', { kind: 'polling trigger' }),
  module('shop.hear', { kind: 'instant trigger' }),
  module('shop.find', { kind: 'search' }),
  module('books.create'),
  module('tools.iterate', { kind: 'iterator' }),
  module('tools.gather', { kind: 'aggregator' }),
]

export function step(id: number, name = 'books.create', more: Raw = {}): Raw {
  return { id, module: name, ...more }
}

export function router(id: number, ...routes: Raw[][]): Raw {
  return step(id, 'router', { routes: routes.map((flow, at) => ({ name: `R${at}`, flow })) })
}

export function steps(...flow: Raw[]): Step[] {
  return stepsOf({ flow }, MODULES)
}

export function ids(line: readonly Step[]): number[] {
  return line.map((one) => one.id)
}

/** A tree of modules, always the same for a seed. */
export function grown(count: number, seed: number): Raw[] {
  let state = seed
  let id = 0
  const chance = () => {
    state = (state * 1103515245 + 12345) % 2147483648
    return state / 2147483648
  }
  const line = (left: number): Raw[] => {
    const flow: Raw[] = []
    let rest = left
    while (rest > 0) {
      id += 1
      rest -= 1
      if (rest < 4 || chance() > 0.25) {
        const filter = chance() > 0.6 ? { name: 'Only some', conditions: [] } : undefined
        flow.push(step(id, 'books.create', { filter }))
        continue
      }
      const here = id
      const first = Math.ceil(rest * chance())
      return [...flow, router(here, line(Math.max(1, first)), line(Math.max(1, rest - first)))]
    }
    return flow
  }
  return line(count)
}
