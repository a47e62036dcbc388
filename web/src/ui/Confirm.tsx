/** Asks before what cannot be undone. */
import { Button, Group, Modal } from '@mantine/core'
import type { ReactNode } from 'react'

type ConfirmProps = {
  opened: boolean
  title: string
  /** What the button says: the verb, never "OK". */
  verb: string
  busy?: boolean
  onConfirm: () => void
  onClose: () => void
  children: ReactNode
}

export function Confirm({ opened, title, verb, busy, onConfirm, onClose, children }: ConfirmProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <div>{children}</div>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          Cancel
        </Button>
        <Button color="red" loading={busy} onClick={onConfirm}>
          {verb}
        </Button>
      </Group>
    </Modal>
  )
}
