/** Asks the service whether it knows a registration; nothing is connected by it. */
import { Button, Stack } from '@mantine/core'
import { CircleCheck, CircleDashed, CircleX } from 'lucide-react'
import { type RegistrationFacts, type Tested, tryRegistration } from '../api/generated'
import { PermissionList } from '../connections/PermissionList'
import { useMay } from '../shell/me'
import { Copied } from '../ui/Copied'
import { Panel } from '../ui/Page'
import { Mark } from '../ui/Status'
import { useDoing } from '../ui/said'
import { vocabularyOf } from './draft'
import styles from './Registrations.module.css'
import { useChange } from './useChange'

export function Test({ registration }: { registration: RegistrationFacts }) {
  const may = useMay('connections:edit')
  const ask = useDoing(
    async () => (await tryRegistration({ path: { registration_id: registration.id } })).data,
  )
  if (!may) return null
  return (
    <Panel
      title="Does the service know it?"
      actions={
        <Button
          size="xs"
          variant="default"
          loading={ask.isPending}
          onClick={() => ask.mutate(undefined)}
        >
          Test it
        </Button>
      }
    >
      <div role="status">
        {ask.data ? (
          <Found
            tested={ask.data}
            registration={registration}
            again={() => ask.mutate(undefined)}
          />
        ) : (
          <p className="muted">
            {registration.label} is asked whether it knows the client id with its secret, the
            redirect address, and the permissions of modules in use. Nothing is connected.
          </p>
        )}
      </div>
    </Panel>
  )
}

type FoundProps = { tested: Tested; registration: RegistrationFacts; again: () => void }

function Found({ tested, registration, again }: FoundProps) {
  return (
    <Stack gap="sm">
      <div className={styles.marks}>
        <Answer of={tested.secret} what="client id and secret" />
        <Answer of={tested.redirect} what="redirect address" />
        <Answer of={tested.permissions} what="permissions" />
      </div>
      {tested.said.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {tested.redirect === false && (
        <Copied text={registration.redirect} what="the redirect address" />
      )}
      {tested.refused.length > 0 && (
        <PermissionList items={tested.refused} label="Refused permissions" />
      )}
      <Offers tested={tested} registration={registration} again={again} />
    </Stack>
  )
}

function Answer({ of, what }: { of: boolean | null; what: string }) {
  if (of === null) return <Mark tone="quiet" icon={CircleDashed} word={`${what}: not told`} />
  return of ? (
    <Mark tone="ok" icon={CircleCheck} word={`${what}: known`} />
  ) : (
    <Mark tone="err" icon={CircleX} word={`${what}: refused`} />
  )
}

function Offers({ tested, registration, again }: FoundProps) {
  const { change, may } = useChange(registration, again)
  return tested.offers
    .filter((offer) => offer.what === 'vocabulary' && may)
    .map((offer) => (
      <div key={offer.vocabulary} className={styles.offer}>
        <p>{offer.said}</p>
        <Button
          loading={change.isPending}
          onClick={() => change.mutate({ vocabulary: vocabularyOf(offer.vocabulary ?? '') })}
        >
          Use the {offer.vocabulary} permissions
        </Button>
      </div>
    ))
}
