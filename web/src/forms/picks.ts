/** What a pick-list offers, asked for page by page in the name of the chosen connection. */
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { listModulePicks } from '../api/generated'
import type { FieldFacts, Values } from './definition'
import { isMapped } from './expression'
import { useInside } from './Inside'
import { isBlank } from './values'

const KEPT = 5 * 60_000 // milliseconds; the server keeps them for ten minutes
const PAUSE = 250

/** What a list may depend on: the other choices that are made, in its line and in the form. */
export function givenOf(fields: FieldFacts[], values: Values): string[] {
  return fields
    .filter((field) => field.pick || field.enum || field.kind === 'reference')
    .map((field) => [field.name, values[field.name]] as const)
    .filter(([, value]) => !isBlank(value) && !isMapped(value) && typeof value !== 'object')
    .map(([name, value]) => `${name}=${String(value)}`)
}

export function usePicks(path: string[], given: string[], typed: string, wanted: boolean) {
  const { module, connection } = useInside()
  const [search] = useDebouncedValue(typed, PAUSE)
  const field = path.join('.')
  // The server keeps what it was told; who asks once more wants what is there now.
  const anew = useRef(false)
  const picks = useInfiniteQuery({
    queryKey: [{ _id: 'listModulePicks', module, field, connection, given, search }],
    enabled: wanted && connection !== null,
    staleTime: KEPT,
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }) => {
      const whose = {
        connection: connection?.name ?? '',
        organisation: connection?.organisation ?? '',
      }
      const query = { field, ...whose, search, after: pageParam, anew: anew.current, given }
      anew.current = false
      const { data } = await listModulePicks({ path: { name: module }, query, signal })
      return data
    },
    getNextPageParam: (last) => last.next,
  })
  const again = () => {
    anew.current = true
    void picks.refetch()
  }
  return { ...picks, again }
}
