/** What was registered once at each service, and everybody connects through. */
import { Button, Menu, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import type { Guide, RegistrationFacts } from '../api/generated'
import {
  listGuidesOptions,
  listRegistrationsOptions,
} from '../api/generated/@tanstack/react-query.gen'
import { useMay } from '../shell/me'
import { useAddress } from '../ui/address'
import { Disc } from '../ui/Disc'
import { Loaded } from '../ui/Loaded'
import { Empty, Page, Panel } from '../ui/Page'
import { type Column, Table } from '../ui/Table'
import { Hook } from './Hook'
import { Register } from './Register'
import styles from './Registrations.module.css'
import { kindOf } from './words'

export function Registrations() {
  const guides = useQuery(listGuidesOptions())
  const list = useQuery(listRegistrationsOptions())
  const known = guides.data?.items ?? []
  const may = useMay('connections:edit')
  return (
    <Page
      title="Registrations"
      up={{ to: '/connections', label: 'Connections' }}
      under="What is made once at a service's developer site, and everybody connects through."
      actions={<New guides={known} />}
    >
      <Loaded query={list}>
        {({ items }) => (
          <Panel flush>
            {items.length > 0 ? (
              <Table
                label="Registrations"
                columns={columns(known)}
                rows={items}
                idOf={(row) => row.id}
              />
            ) : (
              <Empty title="Nothing is registered yet">
                An owner registers each service here once; then everybody connects by a login and a
                click.
              </Empty>
            )}
          </Panel>
        )}
      </Loaded>
      {may && <Registering guides={known} />}
    </Page>
  )
}

function columns(guides: ReadonlyArray<Guide>): Column<RegistrationFacts>[] {
  const guideOf = (row: RegistrationFacts) => guides.find((one) => one.app === row.app)
  return [
    {
      head: 'Name',
      kind: 'wide',
      names: true,
      cell: (row) => (
        <div className={styles.named}>
          <Disc app={row.label} />
          <div>
            <Link to="/registrations/$id" params={{ id: row.id }}>
              {row.name}
            </Link>
            <div className="muted small">
              {row.called}
              {row.usual && ', the usual one'}
              {row.own && ', of one person'}
            </div>
          </div>
        </div>
      ),
    },
    {
      head: 'Client id',
      spare: true,
      cell: (row) => <code className={styles.id}>{row.client_id}</code>,
    },
    { head: 'Kind', cell: (row) => kindOf(guideOf(row), row.kind) },
    { head: 'Permissions', spare: true, cell: (row) => row.vocabulary },
    { head: 'Tier', spare: true, cell: (row) => row.tier || 'as the app says' },
    { head: 'Webhook', cell: (row) => <Hook of={row.webhook} /> },
    { head: 'Connections', kind: 'number', cell: (row) => row.connections.length },
  ]
}

function New({ guides }: { guides: ReadonlyArray<Guide> }) {
  const [, change] = useAddress()
  const [owner, member] = [useMay('installation:edit'), useMay('connections:edit')]
  const verb = owner ? 'Register' : 'Bring your own'
  if (!member || guides.length === 0) return null
  const [only, ...others] = guides
  const icon = <Plus size={16} aria-hidden />
  if (only && others.length === 0) {
    return (
      <Button leftSection={icon} onClick={() => change({ new: only.app })}>
        {verb} {owner ? `a ${only.called}` : only.called}
      </Button>
    )
  }
  return (
    <Menu>
      <Menu.Target>
        <Button leftSection={icon}>{verb}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {guides.map((one) => (
          <Menu.Item key={one.app} onClick={() => change({ new: one.app })}>
            {one.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function Registering({ guides }: { guides: ReadonlyArray<Guide> }) {
  const [{ new: app = '' }, change] = useAddress()
  const owner = useMay('installation:edit')
  const navigate = useNavigate()
  const guide = guides.find((one) => one.app === app)
  const close = () => change({ new: '' })
  return (
    <Modal
      opened={guide !== undefined}
      onClose={close}
      size="lg"
      title={`Register a ${guide?.called}`}
    >
      {guide && (
        <Register
          guide={guide}
          own={!owner}
          onCancel={close}
          onDone={(made) => void navigate({ to: '/registrations/$id', params: { id: made.id } })}
        />
      )}
    </Modal>
  )
}
