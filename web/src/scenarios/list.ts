/** The scenarios that the address asks for: those that need somebody first, then the others. */
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { ScenarioFacts } from '../api/generated'
import {
  listScenariosInfiniteOptions,
  listScenariosOptions,
} from '../api/generated/@tanstack/react-query.gen'
import type { Address } from '../ui/address'

export const SHOWN = [
  { value: '', label: 'All' },
  { value: 'ailing', label: 'Need attention' },
  { value: 'on', label: 'On' },
  { value: 'off', label: 'Off' },
]

const PAGE = 100
const MOST = 200

export type Listed = {
  rows: ReadonlyArray<ScenarioFacts> | undefined
  ailing: number
  error: unknown
  again: () => void
  more?: { ask: () => void; asking: boolean; byItself: boolean }
}

export function useScenarios(address: Address): Listed {
  const narrowed = {
    ...(address.search ? { name: address.search } : {}),
    ...(address.show === 'on' || address.show === 'off' ? { on: address.show === 'on' } : {}),
  }
  const ailing = useQuery({
    ...listScenariosOptions({ query: { ...narrowed, ailing: true, limit: MOST } }),
    placeholderData: keepPreviousData,
  })
  const rest = useInfiniteQuery({
    ...listScenariosInfiniteOptions({ query: { ...narrowed, ailing: false, limit: PAGE } }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    enabled: address.show !== 'ailing',
  })
  const ill = ailing.data?.items
  const well = address.show === 'ailing' ? [] : rest.data?.pages.flatMap((page) => page.items)
  return {
    rows: ill && well && [...ill, ...well],
    ailing: ill?.length ?? 0,
    error: ailing.error ?? rest.error,
    again: () => void Promise.all([ailing.refetch(), rest.refetch()]),
    ...(rest.hasNextPage && address.show !== 'ailing'
      ? {
          more: {
            ask: () => void rest.fetchNextPage(),
            asking: rest.isFetchingNextPage,
            byItself: true,
          },
        }
      : {}),
  }
}
