import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { RunLine } from '../api/generated'
import { listRunsOptions } from '../api/generated/@tanstack/react-query.gen'
import { duration, number } from '../ui/figures'
import { Loaded } from '../ui/Loaded'
import { Moment } from '../ui/Moment'
import { Empty, Panel } from '../ui/Page'
import { Status } from '../ui/Status'
import { type Column, Table } from '../ui/Table'
import styles from './Home.module.css'

const COLUMNS: ReadonlyArray<Column<RunLine>> = [
  {
    head: 'Scenario',
    kind: 'wide',
    names: true,
    cell: (run) => (
      <Link to="/runs/$id" params={{ id: run.id }} className={styles.plain}>
        {run.scenario}
      </Link>
    ),
  },
  { head: 'Status', cell: (run) => <Status of={run.status} /> },
  { head: 'Operations', kind: 'number', spare: true, cell: (run) => number(run.operations) },
  { head: 'Took', kind: 'number', spare: true, cell: (run) => duration(run.seconds) },
  { head: 'Began', cell: (run) => <Moment at={run.started_at} relative /> },
]

/** The newest runs, as they go. */
export function LastRuns() {
  const runs = useQuery(listRunsOptions({ query: { limit: 10, checks: false } }))
  return (
    <Panel
      title="Last runs"
      flush
      actions={
        <Link to="/runs" className="small">
          History
        </Link>
      }
    >
      <Loaded query={runs} lines={6}>
        {({ items }) =>
          items.length ? (
            <Table
              label="The last runs, newest first"
              columns={COLUMNS}
              rows={items}
              idOf={(run) => run.id}
            />
          ) : (
            <Empty title="Nothing has run yet">
              Runs appear here as soon as a scenario starts, by itself or because you run it once.
            </Empty>
          )
        }
      </Loaded>
    </Panel>
  )
}
