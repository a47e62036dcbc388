/** What an answer of the server looks like while it is awaited, when it failed, and then. */
import { Alert, Button, Skeleton, Stack } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Trouble } from '../api/trouble'

type LoadedProps<Told> = {
  query: Pick<UseQueryResult<Told, unknown>, 'data' | 'error' | 'refetch' | 'isFetching'>
  /** How many lines are likely to come, so that the page does not jump. */
  lines?: number
  children: (told: Told) => ReactNode
}

export function Loaded<Told>({ query, lines = 4, children }: LoadedProps<Told>) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.error) return <Wrong error={query.error} again={() => void query.refetch()} />
  return <Waiting lines={lines} />
}

export function Waiting({ lines = 4 }: { lines?: number }) {
  return (
    <Stack gap={8} p="md" role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
        <Skeleton key={line} height={28} radius={6} />
      ))}
    </Stack>
  )
}

/** Trouble, in the server's words, with the fields that it names. */
export function Wrong({ error, again }: { error: unknown; again?: () => void }) {
  const trouble = Trouble.of(error)
  return (
    <Alert
      color="red"
      variant="light"
      icon={<TriangleAlert size={18} aria-hidden />}
      title={trouble.title}
      role="alert"
    >
      <p>{trouble.detail}</p>
      {trouble.errors.length > 1 && (
        <ul>
          {trouble.errors.map((each) => (
            <li key={`${each.field} ${each.detail}`}>
              <code>{each.field}</code> {each.detail}
            </li>
          ))}
        </ul>
      )}
      {again && (
        <Button mt="sm" variant="default" size="xs" onClick={again}>
          Try again
        </Button>
      )}
    </Alert>
  )
}
