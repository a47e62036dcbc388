/** Changing a registration. Another client id needs its secret too, which the server says. */
import { Button, Group, Modal, Stack } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Guide, RegistrationFacts } from '../api/generated'
import { useMay } from '../shell/me'
import { Wrong } from '../ui/Loaded'
import { say } from '../ui/said'
import { changeOf, draftOf } from './draft'
import { Fields } from './Fields'
import { More } from './More'
import { useChange } from './useChange'

type ChangeProps = {
  opened: boolean
  onClose: () => void
  registration: RegistrationFacts
  guide: Guide
}

export function Change({ opened, onClose, ...rest }: ChangeProps) {
  return (
    <Modal opened={opened} onClose={onClose} size="lg" title={`Change ${rest.registration.name}`}>
      <Form {...rest} onClose={onClose} />
    </Modal>
  )
}

function Form({ registration, guide, onClose }: Omit<ChangeProps, 'opened'>) {
  const [draft, setDraft] = useState(() => draftOf(registration))
  const owner = useMay('installation:edit')
  const { change } = useChange(
    registration,
    () => {
      say('Saved.')
      onClose()
    },
    () => undefined,
  )
  const save = (event: FormEvent) => {
    event.preventDefault()
    change.mutate(changeOf(draft, registration))
  }
  return (
    <form onSubmit={save}>
      <Stack>
        <Fields guide={guide} draft={draft} onChange={setDraft} kept={registration.has_secret} />
        <More
          guide={guide}
          draft={draft}
          onChange={setDraft}
          bases={owner && registration.first_token_at === null}
        />
        {change.error !== null && <Wrong error={change.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={change.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
