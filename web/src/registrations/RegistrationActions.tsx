import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import {
  type Guide,
  type RegistrationFacts,
  removeOwnRegistration,
  removeRegistration,
} from '../api/generated'
import { useMay } from '../shell/me'
import { Confirm } from '../ui/Confirm'
import { useDoing } from '../ui/said'
import { Change } from './Change'
import { useChange } from './useChange'

type ActionsProps = { registration: RegistrationFacts; guide: Guide }

export function RegistrationActions({ registration, guide }: ActionsProps) {
  const [changing, change] = useDisclosure()
  const [removing, remove] = useDisclosure()
  const { may } = useChange(registration)
  if (!may) return null
  return (
    <>
      <Button variant="default" onClick={change.open}>
        Change
      </Button>
      <Button variant="default" onClick={remove.open}>
        Remove
      </Button>
      <Change opened={changing} onClose={change.close} registration={registration} guide={guide} />
      <Remove opened={removing} onClose={remove.close} registration={registration} />
    </>
  )
}

type RemoveProps = { opened: boolean; onClose: () => void; registration: RegistrationFacts }

function Remove({ opened, onClose, registration }: RemoveProps) {
  const owner = useMay('installation:edit')
  const navigate = useNavigate()
  const path = { registration_id: registration.id }
  const remove = useDoing(
    async () => {
      if (owner) await removeRegistration({ path })
      else await removeOwnRegistration({ path })
    },
    {
      stale: ['listRegistrations', 'listWebhooks'],
      said: () => `${registration.name} is removed.`,
      done: () => void navigate({ to: '/registrations' }),
    },
  )
  const used = registration.connections
  if (used.length > 0) {
    return (
      <Confirm
        opened={opened}
        onClose={onClose}
        title={`${registration.name} is in use`}
        verb="Show the connections"
        onConfirm={() => void navigate({ to: '/connections' })}
      >
        <p>Delete first what is connected through it: {used.join(', ')}.</p>
      </Confirm>
    )
  }
  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      title={`Remove ${registration.name}?`}
      verb="Remove"
      busy={remove.isPending}
      onConfirm={() => remove.mutate(undefined)}
    >
      <p>
        Its secret and its signing key are erased here. At {registration.label} it stays until
        somebody deletes it at the developer site.
      </p>
    </Confirm>
  )
}
