/** Where services call, and what they delivered. */
import { Button, Tooltip } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { WebhookFacts } from '../api/generated'
import { listWebhooksOptions } from '../api/generated/@tanstack/react-query.gen'
import { useMay } from '../shell/me'
import { useAddress } from '../ui/address'
import { Copy } from '../ui/Copy'
import { Disc } from '../ui/Disc'
import { number } from '../ui/figures'
import { Loaded } from '../ui/Loaded'
import { Moment } from '../ui/Moment'
import { Empty, Page, Panel } from '../ui/Page'
import { type Column, Table } from '../ui/Table'
import { CreateWebhook } from './CreateWebhook'
import { Deliveries } from './Deliveries'
import { LOOK } from './looking'
import { State } from './State'
import styles from './Webhooks.module.css'

const COLUMNS: ReadonlyArray<Column<WebhookFacts>> = [
  {
    head: 'Registration',
    names: true,
    kind: 'wide',
    cell: (one) => (
      <span className={styles.named}>
        <Disc app={one.app} size={22} />
        <Link to={`/webhooks/${one.registration_id}`}>{one.registration}</Link>
      </span>
    ),
  },
  { head: 'Status', cell: (one) => <State of={one.status} /> },
  {
    head: 'Address',
    cell: (one) => (
      <span className={styles.address}>
        <code title={one.address}>{one.address}</code>
        <Copy text={one.address} what={`the address of ${one.registration}`} />
      </span>
    ),
  },
  {
    head: 'Last delivery',
    cell: (one) => (one.delivered_at ? <Moment at={one.delivered_at} relative /> : 'never'),
  },
  { head: 'Heard by', kind: 'number', cell: (one) => number(one.scenarios.length) },
  { head: 'Waiting', kind: 'number', cell: (one) => number(waiting(one)) },
  { head: 'Gaps', kind: 'number', cell: (one) => number(one.gaps) },
]

function waiting(one: WebhookFacts): number {
  return one.scenarios.reduce((sum, each) => sum + each.waiting, 0)
}

export function Webhooks() {
  const [address, change] = useAddress()
  const list = useQuery({ ...listWebhooksOptions(), refetchInterval: LOOK })
  const [made, setMade] = useState(address.create !== undefined)
  const close = () => {
    setMade(false)
    if (address.create) change({ create: '' }, { replace: true })
  }
  const create = <Create onClick={() => setMade(true)} />
  return (
    <Page title="Webhooks" actions={create}>
      <Loaded query={list}>
        {({ items }) => {
          const known = items.filter((one) => one.key || one.scenarios.length > 0)
          return known.length > 0 ? (
            <>
              <Panel flush>
                <Table
                  label="Webhooks"
                  columns={COLUMNS}
                  rows={items}
                  idOf={(one) => one.registration_id}
                />
              </Panel>
              <Deliveries />
            </>
          ) : (
            <Panel>
              <Empty title="No service calls yet" action={create}>
                With a webhook, a scenario starts within moments of what happens in the service,
                instead of asking for it now and then. You paste an address there and bring its
                signing key here.
              </Empty>
            </Panel>
          )
        }}
      </Loaded>
      <CreateWebhook opened={made} onClose={close} onDone={close} />
    </Page>
  )
}

function Create({ onClick }: { onClick: () => void }) {
  const may = useMay('installation:edit')
  return (
    <Tooltip label="Only an owner may create a webhook" disabled={may}>
      <Button
        leftSection={<Plus size={16} aria-hidden />}
        onClick={may ? onClick : undefined}
        data-disabled={!may || undefined}
        aria-disabled={!may}
      >
        Create a webhook
      </Button>
    </Tooltip>
  )
}
