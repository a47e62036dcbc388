/** Every connection: how it is doing, what it reaches, and who uses it. */
import { Button, SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import type { ConnectionFacts } from '../api/generated'
import { listConnectionsOptions } from '../api/generated/@tanstack/react-query.gen'
import { useMay } from '../shell/me'
import { useAddress } from '../ui/address'
import { Loaded } from '../ui/Loaded'
import { Empty, Page, Panel } from '../ui/Page'
import { Search } from '../ui/Search'
import { Table } from '../ui/Table'
import styles from './Connections.module.css'
import { COLUMNS } from './columns'
import { ailing, inOrder, matching } from './order'

const ALL = 1000

export function Connections() {
  const list = useQuery(listConnectionsOptions({ query: { limit: ALL } }))
  const may = useMay('connections:edit')
  return (
    <Page
      title="Connections"
      under="What your scenarios may work in, and who allowed it."
      actions={
        <>
          <Button component={Link} to="/registrations" variant="default">
            Registrations
          </Button>
          {may && <Create />}
        </>
      }
    >
      <Loaded query={list} lines={6}>
        {({ items }) => (items.length > 0 ? <Listed items={items} /> : <None may={may} />)}
      </Loaded>
    </Page>
  )
}

function Create() {
  return (
    <Button component={Link} to="/connections/new" leftSection={<Plus size={16} aria-hidden />}>
      Create a connection
    </Button>
  )
}

function None({ may }: { may: boolean }) {
  return (
    <Panel>
      <Empty title="Nothing is connected yet" action={may && <Create />}>
        A connection lets scenarios work in an organisation of yours. It takes a login and a click,
        and you can end it whenever you like.
      </Empty>
    </Panel>
  )
}

function Listed({ items }: { items: ReadonlyArray<ConnectionFacts> }) {
  const [{ q = '', state = '' }, change] = useAddress()
  const found = inOrder(matching(items, { q, state }))
  const ill = items.filter(ailing).length
  return (
    <>
      <search className={styles.filters}>
        <Search label="Search connections" name="q" placeholder="Name or organisation" />
        <SegmentedControl
          aria-label="State"
          data={[
            { value: '', label: `All ${items.length}` },
            { value: 'ailing', label: `Need you ${ill}` },
          ]}
          value={state}
          onChange={(value) => change({ state: value })}
        />
      </search>
      <Panel flush>
        {found.length > 0 ? (
          <Table label="Connections" columns={COLUMNS} rows={found} idOf={(row) => row.id} />
        ) : (
          <Empty
            title={q ? `No connection has ${q} in it` : 'Every connection is well'}
            action={
              <Button variant="default" onClick={() => change({ q: '', state: '' })}>
                Show all
              </Button>
            }
          />
        )}
      </Panel>
    </>
  )
}
