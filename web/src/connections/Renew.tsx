/** A consent for a connection that there is: in place, so that scenarios go on with it. */
import { Button, Group, Modal, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { ConnectionFacts } from '../api/generated'
import { showConnection } from '../api/generated'
import { showRegistrationOptions } from '../api/generated/@tanstack/react-query.gen'
import { say, sayTrouble } from '../ui/said'
import { Consent } from './Consent'
import { type Ask, useConsent } from './useConsent'

type RenewProps = {
  opened: boolean
  onClose: () => void
  title: string
  connection: ConnectionFacts
  ask: Ask
  onDone?: ((connection: ConnectionFacts) => void) | undefined
  /** What is said before anything is asked for. */
  children: ReactNode
}

export function Renew({ opened, onClose, title, ...rest }: RenewProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={title} size="lg">
      <Way {...rest} onClose={onClose} />
    </Modal>
  )
}

type WayProps = Omit<RenewProps, 'opened' | 'title'>

function Way({ connection, ask, onDone, onClose, children }: WayProps) {
  const registration = useQuery(
    showRegistrationOptions({ path: { registration_id: connection.registration_id } }),
  )
  const consent = useConsent(ask, (facts) => {
    showConnection({ path: { connection_id: facts.connection_id ?? connection.id } })
      .then(({ data }) => onDone?.(data.connection))
      .catch(sayTrouble)
    say(facts.said)
    onClose()
  })
  if (consent.facts || consent.error) {
    return (
      <Consent
        consent={consent}
        label={connection.label}
        registration={registration.data}
        onCancel={consent.forget}
      />
    )
  }
  return (
    <Stack>
      {children}
      <Group>
        <Button loading={consent.asking} onClick={() => consent.begin()} data-autofocus>
          Continue
        </Button>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
      </Group>
    </Stack>
  )
}
