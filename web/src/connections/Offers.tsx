/** The ways out of a consent that failed, each a button that takes it. */
import { Button, Group, Stack } from '@mantine/core'
import { useState } from 'react'
import type { ConsentTrouble, Offer, RegistrationFacts } from '../api/generated'
import { MendSecret } from '../registrations/MendSecret'
import { useChange } from '../registrations/useChange'
import { Copied } from '../ui/Copied'
import styles from './Connections.module.css'
import { offersOf } from './offers'
import type { Consent } from './useConsent'

type OffersProps = {
  consent: Consent
  trouble: ConsentTrouble
  redirect: string
  registration: RegistrationFacts | undefined
}

export function Offers({ consent, trouble, redirect, registration }: OffersProps) {
  return (
    <Stack gap="xs">
      {offersOf(trouble).map((offer, place) => (
        <div key={offer.what} className={styles.offer}>
          <p>{offer.said}</p>
          <Way
            offer={offer}
            best={place === 0}
            consent={consent}
            redirect={redirect}
            registration={registration}
          />
        </div>
      ))}
    </Stack>
  )
}

type WayProps = Omit<OffersProps, 'trouble'> & { offer: Offer; best: boolean }

function Way(props: WayProps) {
  const { offer, best, consent, redirect, registration } = props
  const again = () => consent.begin(offer.scopes?.length ? offer.scopes : scopesOf(consent))
  if (offer.what === 'secret') return <Secret registration={registration} again={again} />
  if (offer.what === 'vocabulary') return <Vocabulary {...props} />
  return (
    <Stack gap="xs" align="flex-start">
      {offer.what === 'redirect' && <Copied text={redirect} what="the redirect address" />}
      <Button variant={best ? 'filled' : 'default'} loading={consent.asking} onClick={again}>
        {offer.what === 'less' ? 'Ask for less' : 'Try again'}
      </Button>
    </Stack>
  )
}

function Secret({
  registration,
  again,
}: {
  registration: RegistrationFacts | undefined
  again: () => void
}) {
  const [opened, setOpened] = useState(false)
  const { may } = useChange(registration)
  if (!registration || !may) return <p className="muted">{askAnOwner(registration)}</p>
  if (opened) return <MendSecret registration={registration} onDone={again} />
  return (
    <Group>
      <Button onClick={() => setOpened(true)}>Correct the client id and secret</Button>
      <Button variant="default" onClick={again}>
        Try again
      </Button>
    </Group>
  )
}

function Vocabulary({ offer, consent, registration }: WayProps) {
  const { change, may } = useChange(registration, () => consent.begin(offer.scopes))
  if (!may) return <p className="muted">{askAnOwner(registration)}</p>
  const vocabulary = offer.vocabulary === 'broad' ? 'broad' : 'granular'
  return (
    <Button
      loading={change.isPending || consent.asking}
      onClick={() => change.mutate({ vocabulary })}
    >
      Use the {vocabulary} permissions
    </Button>
  )
}

function askAnOwner(registration: RegistrationFacts | undefined): string {
  return `Only an owner can change ${registration?.name ?? 'the registration'}; ask one.`
}

function scopesOf(consent: Consent): string[] | undefined {
  return consent.facts?.permissions.map((one) => one.scope)
}
