/** Every scenario, those that need somebody first. */
import { Button, Group } from '@mantine/core'
import { Plus, Upload } from 'lucide-react'
import { useMay } from '../shell/me'
import { useAddress } from '../ui/address'
import { Choice } from '../ui/Choice'
import { Waiting, Wrong } from '../ui/Loaded'
import { Empty, Page, Panel } from '../ui/Page'
import { Search } from '../ui/Search'
import { Table } from '../ui/Table'
import { columns } from './columns'
import { ImportScenario } from './ImportScenario'
import { type Listed, SHOWN, useScenarios } from './list'
import { NewScenario } from './NewScenario'

export function Scenarios() {
  const [address, change] = useAddress()
  const may = useMay('scenarios:edit')
  const listed = useScenarios(address)
  const close = () => change({ do: '' }, { replace: true })
  return (
    <Page title="Scenarios" actions={may && <Making />}>
      <Group gap="sm">
        <Search label="Search scenarios by name" />
        <Choice
          label="Which scenarios"
          of={SHOWN}
          value={address.show ?? ''}
          onChange={(show) => change({ show })}
        />
      </Group>
      <Panel flush>
        <Rows listed={listed} narrowed={Boolean(address.search || address.show)} />
      </Panel>
      {may && <NewScenario opened={address.do === 'new'} onClose={close} />}
      {may && <ImportScenario opened={address.do === 'import'} onClose={close} />}
    </Page>
  )
}

function Making() {
  const [, change] = useAddress()
  return (
    <>
      <Button
        variant="default"
        leftSection={<Upload size={16} aria-hidden />}
        onClick={() => change({ do: 'import' })}
      >
        Import
      </Button>
      <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => change({ do: 'new' })}>
        New scenario
      </Button>
    </>
  )
}

function Rows({ listed, narrowed }: { listed: Listed; narrowed: boolean }) {
  const mayRun = useMay('scenarios:run')
  const mayEdit = useMay('scenarios:edit')
  if (!listed.rows) {
    return listed.error ? (
      <Wrong error={listed.error} again={listed.again} />
    ) : (
      <Waiting lines={8} />
    )
  }
  if (listed.rows.length === 0) return narrowed ? <NothingFound /> : <NoneYet may={mayEdit} />
  return (
    <Table
      label="Scenarios"
      columns={columns({ mayRun, mayEdit })}
      rows={listed.rows}
      idOf={(row) => row.id}
      more={listed.more}
    />
  )
}

function NothingFound() {
  const [, change] = useAddress()
  return (
    <Empty
      title="No scenario is like this"
      action={
        <Button variant="default" onClick={() => change({ search: '', show: '' })}>
          Show all
        </Button>
      }
    >
      Names are searched for what you typed.
    </Empty>
  )
}

function NoneYet({ may }: { may: boolean }) {
  return (
    <Empty
      title="No scenarios yet"
      action={
        may && (
          <Group>
            <Making />
          </Group>
        )
      }
    >
      A scenario takes records from one app and does something with them in another, whenever you
      say.
    </Empty>
  )
}
