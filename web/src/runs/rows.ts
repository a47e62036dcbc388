/** The rows of the history while runs come, move and end, and what was done in between. Pure. */
import type { LoggedChange, RunLine, Runs } from '../api/generated'

export type Row = { run: RunLine; mark?: undefined } | { mark: LoggedChange; run?: undefined }

export type Pages = { pages: Runs[]; pageParams: unknown[] }

/** The pages with what the newest look told; undefined where it does not reach what is known. */
export function freshened(known: Pages, newest: Runs): Pages | undefined {
  const [first, ...rest] = known.pages
  if (!first) return undefined
  const ids = new Set(known.pages.flatMap((page) => page.items.map((run) => run.id)))
  const meets = newest.items.some((run) => ids.has(run.id))
  if (!meets && (newest.next !== null || first.items.length > 0)) return undefined
  const told = new Map(newest.items.map((run) => [run.id, run]))
  const fresh = newest.items.filter((run) => !ids.has(run.id))
  const update = (page: Runs) => ({
    ...page,
    items: page.items.map((run) => told.get(run.id) ?? run),
  })
  const head = update(first)
  return {
    ...known,
    pages: [{ ...head, items: [...fresh, ...head.items] }, ...rest.map(update)],
  }
}

/** The pages with one run as it is now; the same where it is not among them. */
export function told(known: Pages, news: RunLine): Pages {
  if (!known.pages.some((page) => page.items.some((run) => run.id === news.id))) return known
  const pages = known.pages.map((page) => ({
    ...page,
    items: page.items.map((run) => (run.id === news.id ? { ...run, ...news } : run)),
  }))
  return { ...known, pages }
}

/** Runs and changes, newest first; older changes than the oldest run only where no more follow. */
export function mingled(
  runs: readonly RunLine[],
  changes: readonly LoggedChange[],
  more: boolean,
): Row[] {
  const oldest = runs.at(-1)?.started_at ?? ''
  const marks = changes.filter((change) => !more || later(change.at, oldest))
  const rows: Row[] = [...runs.map((run) => ({ run })), ...marks.map((mark) => ({ mark }))]
  return rows.sort((one, other) => (later(atOf(other), atOf(one)) ? 1 : -1))
}

function atOf(row: Row): string {
  return row.run ? row.run.started_at : row.mark.at
}

function later(one: string, other: string): boolean {
  return Date.parse(one) > Date.parse(other)
}

export function rowId(row: Row): string {
  return row.run ? row.run.id : `change-${row.mark.id}`
}

/** "Jana switched version 3 on": what was done, by whom. */
export function changeSaid(change: LoggedChange): string {
  const who = change.by || 'Somebody'
  const version = change.version === null ? '' : ` version ${change.version}`
  if (change.kind === 'switched on') return `${who} switched${version || ' the scenario'} on`
  if (change.kind === 'switched off') return `${who} switched the scenario off`
  if (change.kind === 'edited') return `${who} saved${version}`
  return `${who} ${change.kind}${version || ' the scenario'}`
}
