import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Link } from '@tanstack/react-router'
import type { RegistrationFacts } from '../api/generated'
import { useMay } from '../shell/me'
import { Copied } from '../ui/Copied'
import { number } from '../ui/figures'
import { Moment } from '../ui/Moment'
import { Facts, Panel } from '../ui/Page'
import { CreateWebhook } from '../webhooks/CreateWebhook'
import { Hook } from './Hook'
import styles from './Registrations.module.css'

/** Where the service calls and how that goes; nothing for one that never calls. */
export function WebhookPanel({ registration }: { registration: RegistrationFacts }) {
  const [opened, { open, close }] = useDisclosure()
  const owner = useMay('installation:edit')
  const { webhook } = registration
  if (!webhook) return null
  return (
    <Panel
      title="Webhook"
      actions={
        owner && (
          <Button size="xs" variant="default" onClick={open}>
            {webhook.key ? 'Set it up again' : 'Create a webhook'}
          </Button>
        )
      }
    >
      <Facts
        of={[
          ['State', <Hook key="state" of={webhook} />],
          ['Signing key', webhook.key ? 'kept, sealed' : 'none yet'],
          [
            'Last asked',
            webhook.asked_at ? <Moment key="asked" at={webhook.asked_at} relative /> : 'never',
          ],
          [
            'Last delivery',
            webhook.delivered_at ? (
              <Moment key="delivered" at={webhook.delivered_at} relative />
            ) : (
              'none yet'
            ),
          ],
          ['Missing deliveries', number(webhook.gaps)],
          [
            'Deliveries',
            <Link key="all" to="/webhooks/$id" params={{ id: registration.id }}>
              Show them
            </Link>,
          ],
        ]}
      />
      <div className={styles.under}>
        <p className="muted small">Address</p>
        <Copied text={webhook.address} what="the address" />
      </div>
      <CreateWebhook opened={opened} onClose={close} registration={registration.id} />
    </Panel>
  )
}
