/** What stands where nobody has registered an app yet: an owner does it here and goes on. */
import { Button, Group, Stack } from '@mantine/core'
import { useState } from 'react'
import type { Guide, RegistrationFacts } from '../api/generated'
import { useMay } from '../shell/me'
import { Note } from '../ui/Note'
import { Register } from './Register'

type NeedsProps = {
  guide: Guide
  onDone: (made: RegistrationFacts) => void
  onCancel: () => void
}

export function NeedsRegistration({ guide, onDone, onCancel }: NeedsProps) {
  const owner = useMay('installation:edit')
  const [own, setOwn] = useState(false)
  if (owner || own) {
    return (
      <Stack>
        <p>
          {own
            ? `Bring a ${guide.called} of your own; nobody else connects through it.`
            : `This is done once: a ${guide.called} says who asks for access. Everybody here then connects by a login and a click.`}
        </p>
        <Register guide={guide} own={own} onDone={onDone} onCancel={onCancel} />
      </Stack>
    )
  }
  return (
    <Stack>
      <Note title={`No ${guide.called} is registered here yet`}>
        An owner of this installation does that once, at the developer site of {guide.label}; ask
        one. Or bring a client id and a secret of your own.
      </Note>
      <Group>
        <Button variant="default" onClick={() => setOwn(true)}>
          Use my own client id and secret
        </Button>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </Group>
    </Stack>
  )
}
