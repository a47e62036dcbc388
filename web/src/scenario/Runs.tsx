/** The last runs of a scenario. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { RunLine, ScenarioDetail } from '../api/generated'
import { listRunsOptions } from '../api/generated/@tanstack/react-query.gen'
import { duration, number, size } from '../ui/figures'
import { Loaded } from '../ui/Loaded'
import { Moment } from '../ui/Moment'
import { Empty, Panel } from '../ui/Page'
import { Status } from '../ui/Status'
import { type Column, Table } from '../ui/Table'

const COLUMNS: ReadonlyArray<Column<RunLine>> = [
  {
    head: 'Started',
    names: true,
    cell: (run) => (
      <Link to="/runs/$id" params={{ id: run.id } as never}>
        <Moment at={run.started_at} />
      </Link>
    ),
  },
  { head: 'Status', cell: (run) => <Status of={run.status} /> },
  { head: 'Began', cell: (run) => run.began },
  { head: 'Duration', kind: 'number', cell: (run) => duration(run.seconds) },
  { head: 'Operations', kind: 'number', cell: (run) => number(run.operations) },
  { head: 'Calls', kind: 'number', cell: (run) => number(run.api_calls) },
  { head: 'Data', kind: 'number', cell: (run) => size(run.bytes) },
  { head: 'Version', kind: 'number', cell: (run) => run.version },
  { head: 'What happened', kind: 'wide', cell: (run) => run.reason },
]

export function Runs({ scenario }: { scenario: ScenarioDetail }) {
  const query = useQuery(listRunsOptions({ query: { scenario: scenario.id, limit: 20 } }))
  return (
    <Panel
      title="Last runs"
      flush
      actions={
        <Button
          size="xs"
          variant="default"
          component={Link}
          to="/runs"
          search={{ scenario: scenario.id } as never}
        >
          All in the history
        </Button>
      }
    >
      <Loaded query={query}>
        {(runs) =>
          runs.items.length === 0 ? (
            <Empty title="It has not run yet">Run it once, or switch it on.</Empty>
          ) : (
            <Table
              label="Runs, the newest first"
              columns={COLUMNS}
              rows={runs.items}
              idOf={(run) => run.id}
            />
          )
        }
      </Loaded>
    </Panel>
  )
}
