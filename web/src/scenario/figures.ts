/** What each module of a run did, as bubbles and the dock show it. */
import type { RunDetail } from '../api/generated'
import type { RunNews } from '../shell/live'

/** One module of a run, as `show_run` tells it. */
export type Told = {
  id: number
  label: string
  operations: number
  bundles_in: number
  bundles_out: number
  failed: number
  stopped: number
  warned: number
  api_calls: number
  waited_seconds: number
}

export type Outcome = 'running' | 'success' | 'warning' | 'error' | 'none'

export type Figure = {
  operations: number
  outcome: Outcome
  calls?: number
  passed?: number
  stopped?: number
}

/** The modules of a run; what was heard since counts where it is more. */
export function toldOf(run: RunDetail | undefined, news: RunNews | undefined): Told[] {
  const modules = (run?.modules ?? []) as unknown as Told[]
  if (!news || news.id !== run?.id) return modules
  return modules.map((each) => ({
    ...each,
    operations: Math.max(each.operations, news.modules?.[String(each.id)] ?? 0),
  }))
}

/** Bubbles by the ids of modules. */
export function figuresOf(modules: ReadonlyArray<Told>, status: string): Record<number, Figure> {
  const open = status === 'running' || status === 'waiting'
  return Object.fromEntries(
    modules.map((each) => [
      each.id,
      {
        operations: each.operations,
        outcome: outcome(each, open),
        calls: each.api_calls,
        ...(each.stopped ? { stopped: each.stopped, passed: each.bundles_in } : {}),
      },
    ]),
  )
}

function outcome(module: Told, open: boolean): Outcome {
  if (module.failed > 0) return 'error'
  if (module.warned > 0) return 'warning'
  if (module.operations === 0) return 'none'
  return open ? 'running' : 'success'
}

/** Whether a run still moves, or will. */
export function isOpen(status: string): boolean {
  return status === 'running' || status === 'waiting'
}
