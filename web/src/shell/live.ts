/** What happens to runs, while it happens: one line to the server for all pages. */
import { useEffect, useSyncExternalStore } from 'react'
import { stale } from '../api/client'
import type { RunLine } from '../api/generated'

/** A run as it is now; `modules` are the operations of each module so far, by its id. */
export type RunNews = RunLine & { modules?: Record<string, number> }

const TOGETHER = 400 // milliseconds within which news is one look
// What lists tell of runs.
const TOLD_OF_RUNS = [
  'listRuns',
  'listScenarios',
  'showScenario',
  'listIncomplete',
  'listCauses',
  'listDeliveries',
]

const listeners = new Set<(news: RunNews) => void>()
const changed = new Set<() => void>()
let line: EventSource | undefined
let lost = false
let looking = false

function heard(event: MessageEvent<string>): void {
  const news: RunNews = JSON.parse(event.data)
  for (const listener of listeners) listener(news)
  if (looking) return
  looking = true
  setTimeout(() => {
    looking = false
    stale(...TOLD_OF_RUNS)
  }, TOGETHER)
}

function setLost(now: boolean): void {
  if (now === lost) return
  lost = now
  if (!lost) stale(...TOLD_OF_RUNS)
  for (const each of changed) each()
}

function begin(): void {
  line = new EventSource('/api/v1/events')
  line.addEventListener('run', heard)
  line.addEventListener('open', () => setLost(false))
  line.addEventListener('error', () => {
    setLost(true)
    // A browser gives up after an answer that is no stream; we do not. Any question tells whether
    // it was the session that ended.
    if (line?.readyState !== EventSource.CLOSED) return
    stale('listCauses')
    setTimeout(begin, 5000)
  })
}

/** Listens for as long as the pages are open. */
export function useLive(): void {
  useEffect(() => {
    begin()
    const asleep = () => setLost(true)
    // A line that was open before may be dead, or alive without a word: a new one tells.
    const awake = () => {
      line?.close()
      begin()
    }
    window.addEventListener('offline', asleep)
    window.addEventListener('online', awake)
    return () => {
      line?.close()
      window.removeEventListener('offline', asleep)
      window.removeEventListener('online', awake)
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
