import type { RunDetail } from '../api/generated'
import type { RunNews } from '../shell/live'

/** The run with its news: its figures, and the operations of each of its modules. Pure. */
export function moved(run: RunDetail, news: RunNews): RunDetail {
  const { modules: counts = {}, ...line } = news
  const modules = run.modules.map((module) => ({
    ...module,
    operations: Math.max(module.operations, counts[module.id] ?? 0),
  }))
  // That it has ended is only said by the whole of it, asked for once more.
  return { ...run, ...line, ended_at: run.ended_at, modules }
}
