/** The list of runs for these filters, page by page, which stays as it is on the server. */
import {
  type InfiniteData,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import { listRuns, listScenarioChanges, type Runs, sumRuns } from '../api/generated'
import { type RunNews, useRunNews } from '../shell/live'
import type { Address } from '../ui/address'
import { asked, NARROWS } from './filters'
import { freshened, mingled, told } from './rows'

const PAGE = 100 // runs
const TOGETHER = 500 // milliseconds within which news is one look

type Known = InfiniteData<Runs, string>

export function useHistory(address: Address) {
  const of = NARROWS.map((name) => address[name] ?? '').join('\n')
  const key = useMemo(() => ['history', of], [of])
  const known = useQueryClient()
  const look = useCallback(
    async (before: string) =>
      (await listRuns({ query: { ...asked(address, new Date()), before, limit: PAGE } })).data,
    [address],
  )
  const query = useInfiniteQuery<Runs, unknown, Known, string[], string>({
    queryKey: key,
    queryFn: ({ pageParam }) => look(pageParam),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
    // News tells what changes; asking all pages anew would be a hundred requests.
    refetchOnWindowFocus: false,
  })
  const summary = useQuery({
    queryKey: ['history', 'summary', of],
    queryFn: async () => (await sumRuns({ query: asked(address, new Date()) })).data,
  })

  const again = useCallback(async () => {
    void known.invalidateQueries({ queryKey: ['history', 'summary', of] })
    const newest = await look('')
    const now = known.getQueryData<Known>(key)
    const next = now && freshened(now, newest)
    if (next) known.setQueryData(key, next as Known)
    else known.setQueryData<Known>(key, { pages: [newest], pageParams: [''] })
  }, [known, key, of, look])
  useNews(
    useCallback(
      (news) => {
        known.setQueryData<Known>(key, (now) => now && (told(now, news) as Known))
      },
      [known, key],
    ),
    again,
  )
  return { query, summary, again }
}

/** Every piece of news at once to `each`; and a while later, once for all of them, to `soon`. */
function useNews(each: (news: RunNews) => void, soon: () => Promise<void>): void {
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined)
  const ask = useRef(soon)
  ask.current = soon
  const heard = useCallback(
    (news: RunNews) => {
      each(news)
      waiting.current ??= setTimeout(() => {
        waiting.current = undefined
        // Where the server does not answer, the shell says so.
        ask.current().catch(() => undefined)
      }, TOGETHER)
    },
    [each],
  )
  useEffect(() => () => clearTimeout(waiting.current), [])
  useRunNews(heard)
}

/** The runs with what was done to the one scenario that they are of. */
export function useRows(query: ReturnType<typeof useHistory>['query'], address: Address) {
  const runs = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  const scenario = address.scenario ? runs[0]?.scenario_id : undefined
  const changes = useQuery({
    // The name is that of the question, so that what changes the scenario makes it old.
    queryKey: [{ _id: 'listScenarioChanges', scenario }],
    queryFn: async () =>
      (await listScenarioChanges({ path: { scenario_id: scenario ?? '' }, query: { limit: 200 } }))
        .data,
    enabled: scenario !== undefined,
    // Of a scenario that was deleted nothing is told.
    retry: false,
  })
  const marks = scenario === undefined ? undefined : changes.data?.items
  const more = query.hasNextPage
  const rows = useMemo(() => mingled(runs, marks ?? [], more), [runs, marks, more])
  return { runs, rows }
}
