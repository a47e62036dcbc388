/** What a service was last asked about a document; remembered with its time, for all of a visit. */
import {
  type UseMutationResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { type Holds, lookIncomplete } from '../api/generated'

export type Look = {
  held: Holds | undefined
  asking: UseMutationResult<Holds, unknown, void>
}

export function useLook(id: string): Look {
  const queries = useQueryClient()
  const key = ['held', id]
  // Nobody but a person's button asks: it takes calls out of what the service allows.
  const { data } = useQuery<Holds>({
    queryKey: key,
    queryFn: () => Promise.reject(new Error('it is asked by hand')),
    enabled: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  })
  const asking = useMutation({
    mutationFn: async () => (await lookIncomplete({ path: { incomplete_id: id } })).data,
    onSuccess: (told) => queries.setQueryData(key, told),
  })
  return { held: data, asking }
}
