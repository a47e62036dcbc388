/** A scenario's document as the steps that are drawn, however unfinished it is. Pure. */
import type { Fault, ModuleFacts } from '../api/generated'

export const ROUTER = 'router'
const AGGREGATOR = 'aggregator'

export type Step = {
  /** Unlike the id it is never given twice, not even in a document that is wrong. */
  key: string
  id: number
  module: string
  label: string
  app: string
  note: string
  connection: string
  /** The filter's name; "" where there is none. */
  filter: string
  /** What the kit calls it (action, search, polling trigger, …), router, or "" if it is unknown. */
  kind: string
  instant: boolean
  /** The module whose bundles an aggregator gathers. */
  source: number | null
  routes?: Route[]
  faults: Fault[]
  raw: Record<string, unknown>
}

export type Route = {
  name: string
  fallback: boolean
  steps: Step[]
  /** What is wrong with the route itself, not with a module in it. */
  faults: Fault[]
}

type Values = Record<string, unknown>
type Known = { modules: Map<string, ModuleFacts>; faults: readonly Fault[]; keys: Set<string> }

/** The steps of `ScenarioDetail.document`; what is not written as a step is left out. */
export function stepsOf(
  document: unknown,
  modules: readonly ModuleFacts[],
  faults: readonly Fault[] = [],
): Step[] {
  const byName = new Map(modules.map((module) => [module.name, module]))
  return lineOf(values(document).flow, { modules: byName, faults, keys: new Set() })
}

function lineOf(flow: unknown, known: Known): Step[] {
  return list(flow).map((raw) => stepOf(raw, known))
}

function stepOf(raw: Values, known: Known): Step {
  const id = typeof raw.id === 'number' ? raw.id : 0
  const name = text(raw.module)
  const module = known.modules.get(name)
  const kind = name === ROUTER ? ROUTER : (module?.kind ?? '')
  const connection = text(raw.connection)
  const step: Step = {
    key: keyOf(id, known.keys),
    id,
    module: name,
    label: name === ROUTER ? 'Router' : (module?.label ?? (name || 'No module')),
    app: name === ROUTER ? '' : (module?.app ?? name.split('.', 1)[0] ?? ''),
    note: text(raw.note).trim(),
    connection,
    filter: filterOf(raw.filter),
    kind,
    instant: kind === 'instant trigger',
    source: typeof raw.source === 'number' ? raw.source : null,
    faults: known.faults.filter((fault) => concerns(fault, id, connection)),
    raw,
  }
  if (name === ROUTER) {
    step.routes = list(raw.routes).map((route, at) => routeOf(route, faultsAt(step, at), known))
  }
  return step
}

function routeOf(raw: Values, faults: Fault[], known: Known): Route {
  return {
    name: text(raw.name),
    fallback: raw.fallback === true,
    steps: lineOf(raw.flow, known),
    faults,
  }
}

function faultsAt(router: Step, at: number): Fault[] {
  return router.faults.filter((fault) => fault.field === `routes.${at}`)
}

/** What is wrong with a module, without what is told at its routes. */
export function ownFaults(step: Step): Fault[] {
  const told = new Set(step.routes?.flatMap((route) => route.faults))
  return step.faults.filter((fault) => !told.has(fault))
}

/** A fault of a connection is one of every module that uses it. */
function concerns(fault: Fault, id: number, connection: string): boolean {
  if (fault.module) return fault.module === id
  return connection !== '' && fault.connection === connection
}

function keyOf(id: number, taken: Set<string>): string {
  // Never a number alone: those would be put in another order than they came.
  let key = `m${id}`
  while (taken.has(key)) key += '+'
  taken.add(key)
  return key
}

function filterOf(raw: unknown): string {
  return raw === undefined || raw === null ? '' : text(values(raw).name) || 'Filter'
}

function values(raw: unknown): Values {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? (raw as Values) : {}
}

function list(raw: unknown): Values[] {
  const items: unknown[] = Array.isArray(raw) ? raw : []
  return items.filter((item) => typeof item === 'object' && item !== null).map(values)
}

function text(raw: unknown): string {
  return typeof raw === 'string' ? raw : ''
}

/** Every step, routes after their router, in the order of the file. */
export function flat(steps: readonly Step[]): Step[] {
  return steps.flatMap((step) => [step, ...(step.routes ?? []).flatMap((one) => flat(one.steps))])
}

export function find(steps: readonly Step[], id: number): Step | undefined {
  return flat(steps).find((step) => step.id === id)
}

/** The id of the module that a document has and had not before. */
export function addedTo(old: unknown, made: unknown): number | undefined {
  const known = new Set(idsOf(old))
  return idsOf(made).find((id) => !known.has(id))
}

function idsOf(document: unknown): number[] {
  return flat(stepsOf(document, [])).map((step) => step.id)
}

/** The modules whose bundles module `id` can use, nearest last.

Behind an aggregator nothing is left of what flowed from its source on, as the engine has it. */
export function before(steps: readonly Step[], id: number): Step[] {
  return readable(steps, id, []) ?? []
}

function readable(line: readonly Step[], id: number, above: readonly Step[]): Step[] | null {
  let seen = [...above]
  for (const step of line) {
    if (step.id === id) return seen
    for (const route of step.routes ?? []) {
      const found = readable(route.steps, id, seen)
      if (found) return found
    }
    if (step.kind === AGGREGATOR && step.source !== null) {
      const source = seen.findIndex((one) => one.id === step.source)
      if (source >= 0) seen = seen.slice(0, source)
    }
    // A router passes bundles on and has none of its own.
    if (step.kind !== ROUTER) seen.push(step)
  }
  return null
}

/** "3 Create an invoice": how a module is called wherever there is one line for it. */
export function titleOf(step: Pick<Step, 'id' | 'label'>): string {
  return `${step.id} ${step.label}`
}

/** "Route 2 Cancellations" */
export function routeTitle(route: Route, at: number): string {
  return `Route ${at + 1}${route.name ? ` ${route.name}` : ''}`
}

export function isTrigger(kind: string): boolean {
  return kind.endsWith('trigger')
}
