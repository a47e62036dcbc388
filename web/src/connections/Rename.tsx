import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { type ConnectionFacts, changeConnection } from '../api/generated'
import { OF_CONNECTIONS } from '../api/told'
import { useDoing } from '../ui/said'

type RenameProps = { opened: boolean; onClose: () => void; connection: ConnectionFacts }

export function Rename({ opened, onClose, connection }: RenameProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Rename the connection">
      <Form connection={connection} onClose={onClose} />
    </Modal>
  )
}

function Form({ connection, onClose }: Omit<RenameProps, 'opened'>) {
  const [name, setName] = useState(connection.name)
  const [wrong, setWrong] = useState('')
  const rename = useDoing(
    async () =>
      (await changeConnection({ path: { connection_id: connection.id }, body: { name } })).data,
    {
      stale: OF_CONNECTIONS,
      said: (told) => `It is called ${told.name} now.`,
      done: onClose,
      failed: (error) => setWrong(error instanceof Error ? error.message : ''),
    },
  )
  const save = (event: FormEvent) => {
    event.preventDefault()
    rename.mutate(undefined)
  }
  return (
    <form onSubmit={save}>
      <Stack>
        <TextInput
          label="Name"
          description="Scenarios that write the name it had go on with it."
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={wrong}
          maxLength={200}
          required
          data-autofocus
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={rename.isPending}
            disabled={!name.trim() || name.trim() === connection.name}
          >
            Rename
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
