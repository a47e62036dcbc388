/** One run as it is now: while it moves, the server tells of every step. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { runOptions } from '../api/asked'
import { stale } from '../api/client'
import type { RunDetail } from '../api/generated'
import type { RunNews } from '../shell/live'
import { moved } from './moved'

const TOGETHER = 700 // milliseconds within which news is one look
// What the page asks for beside the run itself.
const WITHIN = ['listCalls', 'showLog', 'listOperations', 'showOperation']

export function useRun(id: string) {
  const options = runOptions(id)
  const query = useQuery(options)
  useFollowed(query.data, options.queryKey)
  return query
}

function useFollowed(run: RunDetail | undefined, key: readonly unknown[]): void {
  const known = useQueryClient()
  const id = run?.id
  const open = run !== undefined && run.ended_at === null
  const name = JSON.stringify(key)
  useEffect(() => {
    if (!open || id === undefined) return
    const line = new EventSource(`/api/v1/runs/${id}/events`)
    let looking: ReturnType<typeof setTimeout> | undefined
    const look = () => {
      looking ??= setTimeout(() => {
        looking = undefined
        stale('showRun', ...WITHIN)
      }, TOGETHER)
    }
    line.addEventListener('run', (event: MessageEvent<string>) => {
      const news: RunNews = JSON.parse(event.data)
      known.setQueryData<RunDetail>(JSON.parse(name), (now) => now && moved(now, news))
      look()
    })
    line.addEventListener('end', () => {
      line.close()
      stale('showRun')
    })
    return () => {
      line.close()
      clearTimeout(looking)
      // What was told of it may be from just before its end.
      stale(...WITHIN)
    }
  }, [id, open, known, name])
}
