import { Button, Group, Modal, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { createScenario } from '../api/generated'
import { OF_ALL_SCENARIOS } from '../api/told'
import { Trouble } from '../api/trouble'
import { useDoing } from '../ui/said'

/** Asks what it is called, makes it and goes there. */
export function NewScenario({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="New scenario">
      <Form onClose={onClose} />
    </Modal>
  )
}

function Form({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('')
  const navigate = useNavigate()
  const make = useDoing(
    () => createScenario({ body: { document: { schema: 1, name: name.trim(), flow: [] } } }),
    {
      stale: OF_ALL_SCENARIOS,
      done: ({ data }) => void navigate({ to: '/scenarios/$id', params: { id: data.id } }),
      failed: () => undefined,
    },
  )
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        make.mutate(undefined)
      }}
    >
      <TextInput
        label="Name"
        placeholder="Orders become invoices"
        description="Say what it does; you can change it at any time."
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={make.error ? Trouble.of(make.error).detail : undefined}
        required
        maxLength={120}
        data-autofocus
      />
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={make.isPending} disabled={!name.trim()}>
          Create
        </Button>
      </Group>
    </form>
  )
}
