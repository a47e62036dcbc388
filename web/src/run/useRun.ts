/** One run as it is now: while it moves, the server tells of every step. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef } from 'react'
import { runOptions } from '../api/asked'
import { stale } from '../api/client'
import type { RunDetail } from '../api/generated'
import { OF_WORK } from '../api/told'
import { type RunNews, useRunNews } from '../shell/live'
import { moved } from './moved'

const TOGETHER = 700 // milliseconds within which news is one look

export function useRun(id: string) {
  const options = runOptions(id)
  const query = useQuery(options)
  useFollowed(id, query.data, options.queryKey)
  return query
}

function useFollowed(id: string, run: RunDetail | undefined, key: readonly unknown[]): void {
  const known = useQueryClient()
  const open = run !== undefined && run.ended_at === null
  const name = JSON.stringify(key)
  const looking = useRef<ReturnType<typeof setTimeout>>(undefined)
  const heard = useCallback(
    (news: RunNews) => {
      if (news.id !== id) return
      known.setQueryData<RunDetail>(JSON.parse(name), (now) => now && moved(now, news))
      looking.current ??= setTimeout(() => {
        looking.current = undefined
        void stale('showRun', ...OF_WORK)
      }, TOGETHER)
    },
    [id, known, name],
  )
  useRunNews(heard)
  useEffect(() => () => clearTimeout(looking.current), [])
  useEffect(() => {
    // What was told of it may be from just before its end.
    if (open) return () => void stale(...OF_WORK)
  }, [open])
}
