/** The run that a scenario's page shows: the last one, or one that begins while it is looked at. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { runOptions } from '../api/asked'
import { stale } from '../api/client'
import type { RunDetail, RunModule, ScenarioDetail } from '../api/generated'
import type { Figures } from '../diagram/figures'
import { figuresOf, isOpen } from '../run/figures'
import { moved } from '../run/moved'
import { type RunNews, useRunNews } from '../shell/live'

const NONE: RunModule[] = []
const AGAIN = 1500 // milliseconds after which calls and waits of a run that moves are looked at

export type Shown = {
  id: string | null
  status: string
  run: RunDetail | undefined
  news: RunNews | undefined
  modules: RunModule[]
  figures: Figures
  /** Shows a run that was started here, before anything is heard of it. */
  follow: (id: string) => void
}

export function useShownRun(scenario: ScenarioDetail): Shown {
  const [news, setNews] = useState<RunNews>()
  const [followed, setFollowed] = useState<string>()
  const heard = useCallback(
    (told: RunNews) => {
      if (told.scenario_id !== scenario.id) return
      // Another run is shown once it begins later than the one that is.
      setNews((now) => (!now || told.id >= now.id ? told : now))
      if (!isOpen(told.status)) void stale('showRun', 'listRuns', 'listOperations')
    },
    [scenario.id],
  )
  useRunNews(heard)
  const id = [scenario.last_run, followed, news?.id].reduce<string | null>(
    (last, each) => (each && (!last || each > last) ? each : last),
    null,
  )
  const current = news?.id === id ? news : undefined
  const query = useQuery({
    ...runOptions(id ?? ''),
    enabled: id !== null,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data && isOpen(state.data.status) ? AGAIN : false),
  })
  const run = query.data?.id === id ? query.data : undefined
  const status = current && !isOpen(current.status) ? current.status : (run?.status ?? '')
  useEffect(() => {
    if (current && run && isOpen(run.status) && !isOpen(current.status)) {
      void stale('showRun', 'listOperations')
    }
  }, [current, run])
  const now = useMemo(
    () => run && { ...(current ? moved(run, current) : run), status },
    [run, current, status],
  )
  const modules = now?.modules ?? NONE
  const figures = useMemo(() => (now ? figuresOf(now) : {}), [now])
  return { id, status, run, news: current, modules, figures, follow: setFollowed }
}
