/** What happens to runs, while it happens: one line to the server for all pages. */
import { useEffect, useSyncExternalStore } from 'react'
import { queries, stale } from '../api/client'
import type { RunLine } from '../api/generated'
import { OF_RUNS, type Question } from '../api/told'

/** A run as it is now; `modules` are the operations of each module so far, by its id. */
export type RunNews = RunLine & { modules?: Record<string, number> }

const TOGETHER = 400 // milliseconds within which news is one look
const AGAIN = 5000 // milliseconds after which we ask anew where the browser has given up
// What may have become known by a run that did not go well.
const OF_TROUBLE: Question[] = ['listConnections', 'showConnection', 'listNotices']
// The server ends each line after a while, and a browser takes two seconds to ask for the next.
const QUIET = 4000

const listeners = new Set<(news: RunNews) => void>()
const changed = new Set<() => void>()
let line: EventSource | undefined
let later: ReturnType<typeof setTimeout> | undefined
let doubt: ReturnType<typeof setTimeout> | undefined
let lost = false
let looking = false
let missed = false
let troubled = false

function heard(event: MessageEvent<string>): void {
  const news: RunNews = JSON.parse(event.data)
  for (const listener of listeners) listener(news)
  if (news.ended_at !== null && news.status !== 'success') troubled = true
  if (looking) return
  looking = true
  setTimeout(() => {
    looking = false
    void stale(...OF_RUNS, ...(troubled ? OF_TROUBLE : []))
    troubled = false
  }, TOGETHER)
}

function setLost(now: boolean): void {
  clearTimeout(doubt)
  doubt = undefined
  if (now === lost) return
  lost = now
  if (lost) missed = true
  for (const each of changed) each()
}

function opened(): void {
  setLost(false)
  if (!missed) return
  missed = false
  void queries.invalidateQueries()
}

function failed(): void {
  doubt ??= setTimeout(() => setLost(true), QUIET)
  // A browser gives up after an answer that is no stream; we do not. Any question tells whether
  // it was the session that ended.
  if (line?.readyState !== EventSource.CLOSED) return
  void stale('listCauses')
  clearTimeout(later)
  later = setTimeout(begin, AGAIN)
}

function begin(): void {
  end()
  line = new EventSource('/api/v1/events')
  line.addEventListener('run', heard)
  line.addEventListener('open', opened)
  line.addEventListener('error', failed)
}

function end(): void {
  clearTimeout(later)
  line?.close()
}

/** Nobody looks at a page in the background, and a browser has few lines to one server. */
function turned(): void {
  if (document.visibilityState === 'visible') {
    begin()
    return
  }
  end()
  setLost(false)
  missed = true
}

/** Listens for as long as the pages are open and seen. */
export function useLive(): void {
  useEffect(() => {
    // A line that was open before may be dead, or alive without a word: a new one tells.
    const events = ['offline', 'online'] as const
    begin()
    for (const each of events) window.addEventListener(each, begin)
    document.addEventListener('visibilitychange', turned)
    return () => {
      end()
      clearTimeout(doubt)
      for (const each of events) window.removeEventListener(each, begin)
      document.removeEventListener('visibilitychange', turned)
    }
  }, [])
}

/** Tells every change of any run to `listener`, which should stay the same function. */
export function useRunNews(listener: (news: RunNews) => void): void {
  useEffect(() => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }, [listener])
}

/** Whether the server has stopped telling: what is shown may be old. */
export function useLost(): boolean {
  return useSyncExternalStore(
    (each) => {
      changed.add(each)
      return () => changed.delete(each)
    },
    () => lost,
  )
}
