/** What the modules before one gave in the run that is shown: examples to choose values by. */
import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import { listOperationsOptions } from '../api/generated/@tanstack/react-query.gen'
import type { Step } from '../diagram/steps'
import type { Samples } from '../forms'

const LOOKED = 30 // modules; those that are further away are told by their definition alone

export function useSamples(run: string | null, before: readonly Step[]): Samples {
  const near = run ? before.slice(-LOOKED) : []
  const told = useQueries({
    queries: near.map((step) => ({
      ...listOperationsOptions({
        path: { run_id: run ?? '', module: step.id },
        query: { limit: 1 },
      }),
      retry: false,
    })),
    combine: (results) => results.map((each) => each.data?.items[0]?.out[0]),
  })
  const ids = near.map((step) => step.id).join(' ')
  return useMemo(
    () =>
      Object.fromEntries(
        ids
          .split(' ')
          .map((id, at) => [id, told[at]] as const)
          .filter(([, bundle]) => bundle !== undefined),
      ),
    [ids, told],
  )
}
