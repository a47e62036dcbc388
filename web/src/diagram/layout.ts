/** Where everything of a diagram stands: left to right, routes below each other in their order. Pure. */
import { layout as dagre, Graph } from '@dagrejs/dagre'
import { type Place, placeIn } from './places'
import { isTrigger, ROUTER, type Route, type Step } from './steps'

/** The box of a module: the disc on top, its caption below. */
export const WIDTH = 152
export const HEIGHT = 148
export const DISC = 64
/** How far below the top of its box the middle of a disc is. */
export const MIDDLE = 36

const GAP = 14
const ROW = 24
const BUTTON = 28
const LETTER = 6.4
const WIDEST = 168
/** Half the way to a button that stands before the first module or behind the last. */
export const STUB = 30

export type Spot = {
  key: string
  x: number
  y: number
  /** What stands there; nothing at the end of a route that has no modules. */
  step?: Step
  /** The link that leads into it, and where a module would be added on it. */
  entry?: Link
  /** Where a module would be added behind it, if it is the last of its line. */
  end?: Place
}

export type Link = {
  from?: Step
  to?: Step
  place: Place
  filter: string
  route?: { at: number; of: Route }
  /** The middle of what stands on the link, relative to the spot's corner. */
  x: number
  width: number
}

export type Laid = { spots: Spot[]; width: number; height: number }

type Draft = Omit<Spot, 'x' | 'y' | 'entry'> & { from?: string; entry?: Omit<Link, 'x'> }

export function laidOut(steps: readonly Step[]): Laid {
  const drafts = drafted(steps)
  const graph = new Graph({ directed: true })
  graph.setGraph({ rankdir: 'LR', ranksep: GAP, nodesep: ROW, ranker: 'tight-tree' })
  for (const { key } of drafts) graph.setNode(key, { width: WIDTH, height: HEIGHT })
  for (const { key, from, entry } of drafts) {
    const label = { width: entry?.width ?? BUTTON, height: BUTTON, labelpos: 'c' }
    if (from !== undefined) graph.setEdge(from, key, label)
  }
  // Routes stay in their order: a tree has no crossings that another order would avoid.
  dagre(graph, { disableOptimalOrderHeuristic: true })
  const spots = drafts.map((draft) => placed(draft, graph))
  return { spots, ...extent(spots) }
}

function placed({ from, entry, ...draft }: Draft, graph: Graph): Spot {
  const node = graph.node(draft.key) as { x: number; y: number }
  const corner = { x: node.x - WIDTH / 2, y: node.y - HEIGHT / 2 }
  if (!entry) return { ...draft, ...corner }
  const x =
    from === undefined
      ? (WIDTH - DISC) / 2 - STUB
      : (graph.edge(from, draft.key) as { x: number }).x - corner.x
  return { ...draft, ...corner, entry: { ...entry, x } }
}

function extent(spots: readonly Spot[]): { width: number; height: number } {
  const right = Math.max(0, ...spots.map((spot) => spot.x + WIDTH))
  const below = Math.max(0, ...spots.map((spot) => spot.y + HEIGHT))
  return { width: right, height: below }
}

function drafted(steps: readonly Step[]): Draft[] {
  return lineOf(steps, {})
}

type Above = { router?: Step; at?: number; route?: Route }

function lineOf(steps: readonly Step[], { router, at, route }: Above): Draft[] {
  const line = { router: router?.id, route: at }
  const way = route && at !== undefined ? { at, of: route } : undefined
  return steps.flatMap((step, index) => {
    const previous = steps[index - 1]
    const from = previous ?? router
    const entry = {
      from,
      to: step,
      place: placeIn(line, previous?.id ?? 0),
      filter: step.filter,
      route: index === 0 ? way : undefined,
    }
    const last = index === steps.length - 1 && step.kind !== ROUTER
    const closed = !from && isTrigger(step.kind)
    return [
      {
        key: step.key,
        step,
        from: from?.key,
        entry: closed ? undefined : { ...entry, width: wide(entry) },
        end: last ? placeIn(line, step.id) : undefined,
      },
      ...(step.routes ?? []).flatMap((one, order) => routeOf(step, one, order)),
    ]
  })
}

function routeOf(router: Step, route: Route, at: number): Draft[] {
  if (route.steps.length > 0) return lineOf(route.steps, { router, at, route })
  const place = placeIn({ router: router.id, route: at }, 0)
  const entry = { from: router, place, filter: '', route: { at, of: route } }
  const key = `${router.key}/${at}`
  return [{ key, from: router.key, entry: { ...entry, width: wide(entry) }, end: place }]
}

/** How wide what stands on a link will be. */
function wide({ filter, route }: Pick<Link, 'filter' | 'route'>): number {
  const pill = filter ? Math.min(WIDEST, 32 + filter.length * LETTER) + BUTTON + 6 : BUTTON
  const name = route ? Math.min(WIDEST, 24 + route.of.name.length * LETTER) : 0
  return Math.round(Math.max(pill, name))
}
