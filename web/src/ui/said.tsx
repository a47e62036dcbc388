/** What the pages say after something was done, or could not be. */
import { Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type UseMutationResult, useMutation } from '@tanstack/react-query'
import { CircleCheck, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { stale } from '../api/client'
import type { Question } from '../api/told'
import { Trouble } from '../api/trouble'

const UNDOABLE = 10_000 // milliseconds for which one may think better of it

let told = 0

/** Says that something is done; with `undo` it can be taken back from there. */
export function say(message: ReactNode, undo?: () => void): void {
  told += 1
  const id = `said-${told}`
  notifications.show({
    id,
    message: undo ? <Undoable id={id} message={message} undo={undo} /> : message,
    ...(undo ? { autoClose: UNDOABLE } : {}),
    color: 'accent',
    icon: <CircleCheck size={16} aria-hidden />,
    withBorder: true,
    role: 'status',
  })
}

function Undoable({ id, message, undo }: { id: string; message: ReactNode; undo: () => void }) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm">
      <span>{message}</span>
      <Button
        size="compact-sm"
        variant="subtle"
        onClick={() => {
          notifications.hide(id)
          undo()
        }}
      >
        Undo
      </Button>
    </Group>
  )
}

export function sayTrouble(error: unknown): void {
  const trouble = Trouble.of(error)
  notifications.show({
    title: trouble.title,
    message: trouble.detail,
    color: 'red',
    icon: <TriangleAlert size={16} aria-hidden />,
    withBorder: true,
    autoClose: 12_000,
    role: 'alert',
  })
}

type Doing<Given, Told> = {
  /** Questions whose answers are old afterwards. */
  stale?: readonly Question[]
  /** What is said when it is done. */
  said?: (told: Told, given: Given) => ReactNode
  done?: (told: Told, given: Given) => void
  /** Where trouble is shown instead of a notice. */
  failed?: (error: unknown) => void
}

/** Something that a person does: asks the server, says what came of it, and looks again. */
export function useDoing<Given, Told>(
  ask: (given: Given) => Promise<Told>,
  { stale: old = [], said, done, failed = sayTrouble }: Doing<Given, Told> = {},
): UseMutationResult<Told, unknown, Given> {
  return useMutation({
    mutationFn: ask,
    onSuccess: async (told, given) => {
      const seen = stale(...old)
      if (said) say(said(told, given))
      done?.(told, given)
      // It is at work until the page shows what came of it: nobody does it twice meanwhile.
      await seen
    },
    onError: failed,
  })
}
