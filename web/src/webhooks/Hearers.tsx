/** The scenarios that hear a webhook, and the events that wait for each. */
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Hearing, WebhookFacts } from '../api/generated'
import { useAddress } from '../ui/address'
import { counted } from '../ui/figures'
import { Moment } from '../ui/Moment'
import { Empty, Panel } from '../ui/Page'
import { type Column, Table } from '../ui/Table'
import { Queue } from './Queue'

const COLUMNS: ReadonlyArray<Column<Hearing>> = [
  {
    head: 'Scenario',
    names: true,
    kind: 'wide',
    cell: (one) => <Link to={`/scenarios/${one.scenario_id}`}>{one.scenario}</Link>,
  },
  { head: 'Organisation', cell: (one) => one.organisation },
  { head: 'Hears since', cell: (one) => <Moment at={one.since} /> },
  { head: 'No run starts, because', kind: 'wide', cell: (one) => one.trouble || '–' },
  { head: 'Queue', cell: (one) => <Waiting one={one} /> },
]

export function Hearers({ one }: { one: WebhookFacts }) {
  const [address, change] = useAddress()
  const chosen = one.scenarios.find((each) => each.scenario_id === address.queue)
  return (
    <Panel title="Heard by" flush>
      {one.scenarios.length > 0 ? (
        <Table
          label="Scenarios that hear it"
          columns={COLUMNS}
          rows={one.scenarios}
          idOf={(each) => each.scenario_id}
        />
      ) : (
        <Empty
          title="No scenario hears it"
          action={
            <Button component={Link} to="/scenarios" variant="default">
              Scenarios
            </Button>
          }
        >
          Switch on a scenario that begins with an instant trigger: events that come from then on
          start it.
        </Empty>
      )}
      <Queue scenario={chosen} onClose={() => change({ queue: '' })} />
    </Panel>
  )
}

function Waiting({ one }: { one: Hearing }) {
  const [, change] = useAddress()
  return (
    <Button size="compact-sm" variant="default" onClick={() => change({ queue: one.scenario_id })}>
      {counted(one.waiting, 'event')}
      <span className="hidden">&nbsp;wait for {one.scenario}</span>
    </Button>
  )
}
