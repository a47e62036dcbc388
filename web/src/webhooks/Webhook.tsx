/** Where one service calls: how it stands, who hears it, what waits, what came. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { WebhookFacts } from '../api/generated'
import { listWebhooksOptions } from '../api/generated/@tanstack/react-query.gen'
import { useMay } from '../shell/me'
import { Copy } from '../ui/Copy'
import { counted, number } from '../ui/figures'
import { Loaded } from '../ui/Loaded'
import { Moment } from '../ui/Moment'
import { Empty, Facts, Page, Panel } from '../ui/Page'
import { CreateWebhook } from './CreateWebhook'
import { Deliveries } from './Deliveries'
import { Hearers } from './Hearers'
import { LOOK } from './looking'
import { State } from './State'
import styles from './Webhooks.module.css'

const UP = { to: '/webhooks', label: 'Webhooks' }

export function Webhook() {
  const { id } = useParams({ strict: false }) as { id: string }
  const list = useQuery({ ...listWebhooksOptions(), refetchInterval: LOOK })
  const one = list.data?.items.find((each) => each.registration_id === id)
  if (one) return <Whole one={one} />
  return (
    <Page title="Webhook" up={UP}>
      <Panel>
        <Loaded query={list}>
          {() => (
            <Empty
              title="There is no webhook here"
              action={
                <Button component={Link} to="/webhooks" variant="default">
                  All webhooks
                </Button>
              }
            >
              Its registration may have been removed, or its service never calls.
            </Empty>
          )}
        </Loaded>
      </Panel>
    </Page>
  )
}

function Whole({ one }: { one: WebhookFacts }) {
  const [setting, setSetting] = useState(false)
  const may = useMay('installation:edit')
  return (
    <Page
      title={one.registration}
      up={UP}
      under={<State of={one.status} />}
      actions={
        may && (
          <Button
            variant={one.status === 'listening' ? 'default' : 'filled'}
            onClick={() => setSetting(true)}
          >
            {one.status === 'listening' ? 'Change the key' : 'Finish setting up'}
          </Button>
        )
      }
    >
      <Panel title="How it stands">
        <p className={`${styles.line} ${styles.lead}`}>
          <code>{one.address}</code>
          <Copy text={one.address} what="the address" />
        </p>
        <Facts
          of={[
            ['Signing key', one.key ? 'kept, sealed' : 'not set'],
            ['Proved', one.asked_at ? <Moment key="asked" at={one.asked_at} /> : 'not yet'],
            [
              'Last delivery',
              one.delivered_at ? <Moment key="last" at={one.delivered_at} relative /> : 'never',
            ],
            ['Number of the last event', number(one.last)],
            ['Waiting', counted(one.unsorted, 'call')],
            [
              'Gaps',
              one.gaps ? `${counted(one.gaps, 'stretch')}, being looked up` : 'nothing is missing',
            ],
            [
              'Registration',
              <Link key="registration" to={`/registrations/${one.registration_id}`}>
                {one.registration}
              </Link>,
            ],
          ]}
        />
      </Panel>
      <Hearers one={one} />
      <Deliveries registration={one.registration_id} />
      <CreateWebhook
        opened={setting}
        onClose={() => setSetting(false)}
        registration={one.registration_id}
        onDone={() => setSetting(false)}
      />
    </Page>
  )
}
