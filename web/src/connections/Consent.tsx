/** The part of a consent that happens in another tab, seen from this one; and the ways out of trouble. */
import { Button, Group, Loader, Stack } from '@mantine/core'
import { ExternalLink } from 'lucide-react'
import { useState } from 'react'
import type { ConsentFacts, RegistrationFacts } from '../api/generated'
import { Wrong } from '../ui/Loaded'
import { Note } from '../ui/Note'
import styles from './Connections.module.css'
import { Offers } from './Offers'
import { PermissionList } from './PermissionList'
import type { Consent as Asked } from './useConsent'

type ConsentProps = {
  consent: Asked
  /** What the service is called. */
  label: string
  registration: RegistrationFacts | undefined
  onCancel: () => void
}

/** Nothing before it was asked for, and nothing once it is done: what follows is the caller's. */
export function Consent({ consent, label, registration, onCancel }: ConsentProps) {
  const { facts } = consent
  if (consent.error) {
    return (
      <Stack>
        <Wrong error={consent.error} />
        <Ways onCancel={onCancel} />
      </Stack>
    )
  }
  if (!facts || facts.state === 'done') return null
  if (facts.trouble) {
    return (
      <Stack>
        <Note tone="err" urgent title="Not connected">
          {facts.trouble.said}
        </Note>
        {(facts.trouble.refused?.length ?? 0) > 0 && (
          <PermissionList items={facts.trouble.refused ?? []} label="Refused permissions" />
        )}
        <Offers
          consent={consent}
          trouble={facts.trouble}
          redirect={facts.redirect}
          registration={registration}
        />
        <Ways onCancel={onCancel} />
      </Stack>
    )
  }
  if (facts.state === 'expired') {
    return (
      <Stack>
        <Note urgent title="Too late">
          {facts.said}
        </Note>
        <Ways onCancel={onCancel}>
          <Button loading={consent.asking} onClick={() => consent.begin(scopesOf(facts))}>
            Begin once more
          </Button>
        </Ways>
      </Stack>
    )
  }
  return <SignIn facts={facts} label={label} onCancel={onCancel} />
}

function SignIn({
  facts,
  label,
  onCancel,
}: {
  facts: ConsentFacts
  label: string
  onCancel: () => void
}) {
  const [opened, setOpened] = useState(false)
  return (
    <Stack>
      <p>
        {label} asks you to log in and to allow access, in a tab of its own. This page goes on by
        itself as soon as you have.
      </p>
      <Group>
        <Button
          component="a"
          href={facts.url}
          target="_blank"
          rel="noopener"
          variant={opened ? 'default' : 'filled'}
          leftSection={<ExternalLink size={16} aria-hidden />}
          onClick={() => setOpened(true)}
          data-autofocus
        >
          {opened ? `Open ${label} again` : 'Log in and allow access'}
        </Button>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </Group>
      <div role="status" className={styles.waits}>
        {opened && (
          <>
            <Loader size={16} aria-hidden />
            Waiting for you at {label}; for ten minutes at most.
          </>
        )}
      </div>
      <details>
        <summary>What it asks for ({facts.permissions.length})</summary>
        <PermissionList items={facts.permissions} label="Permissions" />
      </details>
    </Stack>
  )
}

function Ways({ onCancel, children }: { onCancel: () => void; children?: React.ReactNode }) {
  return (
    <Group>
      {children}
      <Button variant="default" onClick={onCancel}>
        Back
      </Button>
    </Group>
  )
}

function scopesOf(facts: ConsentFacts): string[] {
  return facts.permissions.map((one) => one.scope)
}
