/** Operations of a module, a page at a time and without their bundles. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { type ListOperationsData, listOperations, type Operations } from '../api/generated'
import { firstOperation } from './figures'

export const CHUNK = 100 // bundles of one operation that are asked for at once
const PAGE = 50 // operations

type Outcome = NonNullable<ListOperationsData['query']>['outcome']

export function useOperations(run: string, module: number, outcome: string) {
  return useInfiniteQuery({
    // The name is that of the operation of the API, so that news makes it old.
    queryKey: [{ _id: 'listOperations', run, module, outcome }],
    queryFn: async ({ pageParam }): Promise<Operations> => {
      const query = { outcome: outcome as Outcome, bundles: false, after: pageParam, limit: PAGE }
      return (await listOperations({ path: { run_id: run, module }, query })).data
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
}

/** The id of the one to look at first; undefined while it is awaited, or where there is none. */
export function useFirst(run: string, module: number, outcome: string): string | undefined {
  return firstOperation(useOperations(run, module, outcome).data?.pages[0]?.items ?? [])?.id
}
