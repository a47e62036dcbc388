/** Where a module can stand, in the words of the API: behind `after` (0: first) in its line. Pure. */
import { isTrigger, ROUTER, routeTitle, type Step, titleOf } from './steps'

export type Place = { after: number; router?: number; route?: number }
export type Choice = { place: Place; label: string }

type Line = { steps: readonly Step[]; router?: number; route?: number; name: string }

// Every button that adds asks for them, and steps never change: others take their place.
const known = new WeakMap<readonly Step[], Line[]>()

/** The main line, then those of all routes, in the order of the file. */
export function lines(steps: readonly Step[]): Line[] {
  const found = known.get(steps) ?? [{ steps, name: '' }, ...steps.flatMap(within)]
  known.set(steps, found)
  return found
}

function within(step: Step): Line[] {
  return (step.routes ?? []).flatMap((route, at) => [
    {
      steps: route.steps,
      router: step.id,
      route: at,
      name: `${routeTitle(route, at)} of ${step.id}`,
    },
    ...route.steps.flatMap(within),
  ])
}

export function placeIn(line: Pick<Line, 'router' | 'route'>, after: number): Place {
  return line.router === undefined ? { after } : { after, router: line.router, route: line.route }
}

/** The place where a module stands now. */
export function placeOf(steps: readonly Step[], id: number): Place | undefined {
  const found = standing(steps, id)
  return found && placeIn(found.line, found.line.steps[found.at - 1]?.id ?? 0)
}

function standing(steps: readonly Step[], id: number): { line: Line; at: number } | undefined {
  for (const line of lines(steps)) {
    const at = line.steps.findIndex((step) => step.id === id)
    if (at >= 0) return { line, at }
  }
  return undefined
}

/** One place towards the start of its line; nothing where it is first or a trigger stands there. */
export function earlier(steps: readonly Step[], id: number): Place | undefined {
  const found = standing(steps, id)
  if (!found || found.at === 0 || !movable(found.line.steps[found.at])) return undefined
  const passed = found.line.steps[found.at - 1]
  if (passed && isTrigger(passed.kind)) return undefined
  return placeIn(found.line, found.line.steps[found.at - 2]?.id ?? 0)
}

/** One place towards the end of its line; nothing where it is last or a router stands there. */
export function later(steps: readonly Step[], id: number): Place | undefined {
  const found = standing(steps, id)
  const passed = found?.line.steps[found.at + 1]
  if (!found || !passed || passed.kind === ROUTER) return undefined
  return movable(found.line.steps[found.at]) ? placeIn(found.line, passed.id) : undefined
}

/** A trigger comes first, and a router last. */
function movable(step: Step | undefined): boolean {
  return step !== undefined && step.kind !== ROUTER && !isTrigger(step.kind)
}

/** Every other place that a module may have, with words for it. */
export function choices(steps: readonly Step[], id: number): Choice[] {
  const found = standing(steps, id)
  if (!found || !movable(found.line.steps[found.at])) return []
  const now = found.line.steps[found.at - 1]?.id ?? 0
  return lines(steps).flatMap((line) => {
    const here = line.router === found.line.router && line.route === found.line.route
    return choicesIn(line).filter(
      ({ place }) => place.after !== id && !(here && place.after === now),
    )
  })
}

/** Every place that a new module of this kind may have, those of the main line first. */
export function placesFor(steps: readonly Step[], kind: string): Choice[] {
  const all = lines(steps).flatMap(choicesIn)
  return isTrigger(kind) ? all.filter(({ place }) => place.after === 0 && !place.router) : all
}

function choicesIn(line: Line): Choice[] {
  const first = line.steps[0]
  const start =
    first && isTrigger(first.kind) ? [] : [{ place: placeIn(line, 0), label: opening(line) }]
  const behind = line.steps
    .filter((step) => step.kind !== ROUTER)
    .map((step) => ({ place: placeIn(line, step.id), label: `After ${titleOf(step)}` }))
  return [...start, ...behind]
}

function opening(line: Line): string {
  const first = line.steps[0]
  if (line.name) return `First in ${line.name}`
  return first ? `Before ${titleOf(first)}` : 'First'
}

/** What the button says that adds a module there. */
export function addLabel(steps: readonly Step[], place: Place): string {
  const line = lines(steps).find(
    (one) => one.router === place.router && (one.route ?? 0) === (place.route ?? 0),
  )
  const at = place.after ? (line?.steps.findIndex((step) => step.id === place.after) ?? -1) : -1
  const next = line?.steps[at + 1]
  const last = line?.steps[at]
  if (last && next) return `Add a module between ${titleOf(last)} and ${titleOf(next)}`
  if (last) return `Add a module after ${titleOf(last)}`
  if (line?.name) return `Add a module first in ${line.name}`
  return next ? `Add a module before ${titleOf(next)}` : 'Add the first module'
}
