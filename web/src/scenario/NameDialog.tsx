/** Asks for the name of a scenario and what it is for. */
import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useState } from 'react'

type NameDialogProps = {
  opened: boolean
  title: string
  verb: string
  name: string
  description: string
  busy: boolean
  onDone: (name: string, description: string) => void
  onClose: () => void
}

export function NameDialog(props: NameDialogProps) {
  const { opened, title, verb, busy, onDone, onClose } = props
  const [name, setName] = useState(props.name)
  const [description, setDescription] = useState(props.description)
  useEffect(() => {
    if (!opened) return
    setName(props.name)
    setDescription(props.description)
  }, [opened, props.name, props.description])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim()) onDone(name.trim(), description.trim())
  }
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label="Name"
            required
            maxLength={120}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Textarea
            label="Description"
            autosize
            minRows={2}
            maxRows={8}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
        </Stack>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            {verb}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
