import { Button, Group, Stack } from '@mantine/core'
import type { Guide, RegistrationFacts } from '../api/generated'
import { Away } from '../registrations/GuideSteps'
import { hookState, isLocal } from '../registrations/words'
import { Copied } from '../ui/Copied'
import { Note } from '../ui/Note'
import { Asked } from './Asked'
import styles from './CreateWebhook.module.css'
import { KeyForm } from './KeyForm'

type StepsProps = {
  registration: RegistrationFacts
  guide: Guide | undefined
  onDone: () => void
}

/** From the address to the proof, for a registration whose service calls. */
export function WebhookSteps({ registration, guide, onDone }: StepsProps) {
  const { webhook } = registration
  if (!webhook) return null
  const state = hookState(webhook)
  return (
    <Stack>
      <section className={styles.step}>
        <h3>1. Paste this address at the developer site</h3>
        <Copied text={webhook.address} what="the address" />
        {isLocal(webhook.address) && (
          <Note title="Only this machine reaches this address">
            {registration.label} calls from the internet. Set TALLYLOOM_PUBLIC_URL to the https
            address of this installation; the docs say how, also behind a home router.
          </Note>
        )}
        {guide?.developer_site && (
          <Away href={guide.developer_site}>Developer site of {registration.label}</Away>
        )}
        {(guide?.webhook_steps.length ?? 0) > 0 && (
          <ol className={styles.guide}>
            {guide?.webhook_steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        )}
      </section>
      <section className={styles.step}>
        <h3>2. Bring its signing key</h3>
        <KeyForm registration={registration} />
      </section>
      <section className={styles.step}>
        <h3>3. Let the service ask</h3>
        <Asked webhook={webhook} label={registration.label} />
      </section>
      <Group justify="flex-end">
        <Button variant={state === 'proved' ? 'filled' : 'default'} onClick={onDone}>
          {state === 'proved' ? 'Done' : 'Finish later'}
        </Button>
      </Group>
    </Stack>
  )
}
