/** The history: all runs, or what went through them. */
import { Button, Menu, SegmentedControl } from '@mantine/core'
import { Columns3, Download } from 'lucide-react'
import { useMay } from '../shell/me'
import { useAddress } from '../ui/address'
import { Page, Panel } from '../ui/Page'
import { CHOICES, useHiddenColumns } from './columns'
import { Filters } from './Filters'
import { Found } from './Found'
import { asked, exported } from './filters'
import { List } from './List'

const MODES = [
  { value: 'runs', label: 'Runs' },
  { value: 'bundles', label: 'Bundles' },
]

export function Runs() {
  const [address, change] = useAddress()
  const bundles = address.in === 'bundles'
  return (
    <Page
      title="History"
      actions={
        <>
          <SegmentedControl
            aria-label="Look for"
            data={MODES}
            value={bundles ? 'bundles' : 'runs'}
            onChange={(value) => change({ in: value === 'bundles' ? value : '' })}
          />
          {!bundles && <Columns />}
          {!bundles && <Export />}
        </>
      }
    >
      <Panel flush>
        {bundles ? (
          <Found />
        ) : (
          <>
            <Filters />
            <List />
          </>
        )}
      </Panel>
    </Page>
  )
}

function Export() {
  const [address] = useAddress()
  const may = useMay('history:read')
  if (!may) return null
  return (
    <Button
      component="a"
      href={exported(asked(address, new Date()))}
      download="runs.csv"
      variant="default"
      leftSection={<Download size={16} aria-hidden />}
    >
      Export CSV
    </Button>
  )
}

function Columns() {
  const [hidden, hide] = useHiddenColumns()
  return (
    <Menu position="bottom-end" closeOnItemClick={false}>
      <Menu.Target>
        <Button variant="default" leftSection={<Columns3 size={16} aria-hidden />}>
          Columns
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {CHOICES.map(({ name, head }) => {
          const shown = !hidden.includes(name)
          return (
            <Menu.CheckboxItem
              key={name}
              checked={shown}
              onChange={() =>
                hide((now) => (shown ? [...now, name] : now.filter((one) => one !== name)))
              }
            >
              {head}
            </Menu.CheckboxItem>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
