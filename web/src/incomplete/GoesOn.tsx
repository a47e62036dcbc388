/** Runs that wait and go on by themselves: nobody has to do anything, but may. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type RunLine, resumeRun } from '../api/generated'
import { listRunsOptions } from '../api/generated/@tanstack/react-query.gen'
import { useMay } from '../shell/me'
import { Moment } from '../ui/Moment'
import { Panel } from '../ui/Page'
import { useDoing } from '../ui/said'
import { type Column, Table } from '../ui/Table'

const FACTS: ReadonlyArray<Column<RunLine>> = [
  {
    head: 'Scenario',
    names: true,
    cell: (run) => <Link to={`/runs/${run.id}`}>{run.scenario}</Link>,
  },
  { head: 'Waits because', kind: 'wide', cell: (run) => run.reason || 'It is in the queue.' },
  { head: 'Tries', kind: 'number', cell: (run) => run.retries },
  {
    head: 'Next try',
    cell: (run) =>
      run.goes_on_at ? <Moment at={run.goes_on_at} relative /> : 'when you have mended it',
  },
]

export function GoesOn() {
  const waiting = useQuery(listRunsOptions({ query: { status: 'waiting', limit: 50 } }))
  const may = useMay('scenarios:run')
  const rows = waiting.data?.items.filter((run) => run.reason) ?? []
  if (rows.length === 0) return null
  const columns = may ? [...FACTS, { head: '', label: 'Go on', cell: goOn }] : FACTS
  return (
    <Panel title="Runs that wait" flush>
      <Table label="Runs that go on later" columns={columns} rows={rows} idOf={(run) => run.id} />
    </Panel>
  )
}

function goOn(run: RunLine) {
  return <GoOn run={run} />
}

function GoOn({ run }: { run: RunLine }) {
  const doing = useDoing(async () => (await resumeRun({ path: { run_id: run.id } })).data, {
    stale: ['listRuns', 'showRun'],
    said: () => `${run.scenario} goes on.`,
  })
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={doing.isPending}
      onClick={() => doing.mutate(undefined)}
    >
      Go on now<span className="hidden">&nbsp;with {run.scenario}</span>
    </Button>
  )
}
