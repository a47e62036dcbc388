/** What the diagram shows of a run: a figure for each module. Pure. */
import type { Operation, RunDetail, RunModule } from '../api/generated'
import type { Figure, Figures } from '../diagram/figures'

export function figuresOf(run: RunDetail): Figures {
  return Object.fromEntries(run.modules.map((module) => [module.id, figureOf(run, module)]))
}

function figureOf(run: RunDetail, module: RunModule): Figure {
  const { operations, api_calls: calls, stopped } = module
  return {
    operations,
    outcome: outcomeOf(run, module),
    calls: calls || undefined,
    stopped: stopped || undefined,
    passed: stopped ? module.bundles_in : undefined,
  }
}

function outcomeOf(run: RunDetail, { operations, bundles_in, failed, warned }: RunModule) {
  if (failed > 0) return failed >= bundles_in ? 'error' : 'warning'
  if (operations === 0) return 'none'
  if (run.status === 'running') return 'running'
  return warned > 0 ? 'warning' : 'success'
}

/** Whether a run still moves, or will. */
export function isOpen(status: string): boolean {
  return status === 'running' || status === 'waiting'
}

/** The operation that somebody would look at first: one that failed. */
export function firstOperation(of: ReadonlyArray<Operation>): Operation | undefined {
  return of.find((one) => one.outcome === 'failed') ?? of[0]
}

/** The module in which somebody would look first. */
export function firstModule(run: RunDetail): number | undefined {
  const busy = run.modules.filter((one) => one.operations > 0 || one.stopped > 0)
  const found = busy.find((one) => one.failed > 0) ?? busy.find((one) => one.stopped > 0)
  return (found ?? busy[0] ?? run.modules[0])?.id
}
