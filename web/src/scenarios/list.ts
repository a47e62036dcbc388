/** The scenarios that the address asks for: those that need somebody first, then the others. */
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { ScenarioFacts } from '../api/generated'
import type { Address } from '../ui/address'
import { ailingOptions, restOptions } from './asked'

export const SHOWN = [
  { value: '', label: 'All' },
  { value: 'ailing', label: 'Need attention' },
  { value: 'on', label: 'On' },
  { value: 'off', label: 'Off' },
]

export type Listed = {
  rows: ReadonlyArray<ScenarioFacts> | undefined
  ailing: number
  error: unknown
  again: () => void
  more?: { ask: () => void; asking: boolean; byItself: boolean }
}

export function useScenarios(address: Address): Listed {
  const ailing = useQuery({ ...ailingOptions(address), placeholderData: keepPreviousData })
  const rest = useInfiniteQuery({
    ...restOptions(address),
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
            // What was refused once is not asked for again and again.
            byItself: !rest.isFetchNextPageError,
          },
        }
      : {}),
  }
}
