import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { modulesOptions } from '../api/asked'
import type { Use } from '../api/generated'
import { Panel } from '../ui/Page'
import { type Column, Table } from '../ui/Table'
import { Names } from './Names'

/** The scenarios that use a connection, and their modules that work over it. */
export function Uses({ uses }: { uses: ReadonlyArray<Use> }) {
  const modules = useQuery(modulesOptions())
  const labels = new Map(modules.data?.items.map((one) => [one.name, one.label]))
  const columns: Column<Use>[] = [
    {
      head: 'Scenario',
      kind: 'wide',
      names: true,
      cell: (row) => (
        <Link to="/scenarios/$id" params={{ id: row.scenario_id }}>
          {row.scenario}
        </Link>
      ),
    },
    { head: 'On', cell: (row) => (row.on ? 'on' : 'off') },
    { head: 'Organisations', cell: (row) => <Names of={row.organisations} few={2} /> },
    {
      head: 'Modules',
      cell: (row) => <Names of={row.modules.map((name) => labels.get(name) ?? name)} few={2} />,
    },
    { head: 'Calls it', cell: (row) => row.called },
  ]
  if (uses.length === 0) {
    return (
      <Panel title="Used by">
        <p className="muted">No scenario uses it yet.</p>
      </Panel>
    )
  }
  return (
    <Panel title="Used by" flush>
      <Table
        label="Scenarios that use it"
        columns={columns}
        rows={uses}
        idOf={(row) => `${row.scenario_id} ${row.called}`}
      />
    </Panel>
  )
}
