/** The run in facts, and what is not kept of it. */
import { Alert } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { EyeOff, Hourglass } from 'lucide-react'
import type { RunDetail } from '../api/generated'
import { duration, number, size } from '../ui/figures'
import { Moment } from '../ui/Moment'
import { Facts as FactList, Panel } from '../ui/Page'
import styles from './Run.module.css'
import { beganSaid, parentOf } from './words'

export function Facts({ run }: { run: RunDetail }) {
  return (
    <>
      <Panel>
        <FactList
          of={[
            ['Began', <Moment key="at" at={run.started_at} />],
            [run.ended_at ? 'Took' : 'Takes so far', duration(run.seconds)],
            ['Operations', number(run.operations)],
            ['API calls', number(run.api_calls)],
            ...(run.waited_seconds ? [['Waited', duration(run.waited_seconds)] as const] : []),
            ['Data', size(run.bytes)],
            ['Started', <Began key="began" run={run} />],
            [
              'Version',
              <Link
                key="version"
                to="/scenarios/$id"
                params={{ id: run.scenario_id }}
                search={{ tab: 'versions', a: String(run.version) }}
              >
                {run.version} of the scenario
              </Link>,
            ],
          ]}
        />
      </Panel>
      <Notes run={run} />
    </>
  )
}

const MOST = 3 // deliveries that are named

function Began({ run }: { run: RunDetail }) {
  const parent = parentOf(run)
  if (parent) {
    return (
      <Link to="/runs/$id" params={{ id: parent }}>
        {beganSaid(run)}
      </Link>
    )
  }
  return (
    <>
      {beganSaid(run)}
      {run.deliveries.slice(0, MOST).map((id) => (
        <Link key={id} to="/webhooks" search={{ delivery: String(id) }} className={styles.delivery}>
          delivery {id}
        </Link>
      ))}
      {run.deliveries.length > MOST && ` and ${run.deliveries.length - MOST} others`}
    </>
  )
}

function Notes({ run }: { run: RunDetail }) {
  const waits = run.status === 'waiting' && run.reason
  return (
    <>
      {waits && (
        <Alert
          variant="light"
          color="gray"
          icon={<Hourglass size={18} aria-hidden />}
          title="It waits"
        >
          {run.reason}{' '}
          {run.goes_on_at && (
            <>
              It goes on by itself: <Moment at={run.goes_on_at} relative />.
            </>
          )}
        </Alert>
      )}
      {run.confidential && (
        <Alert
          variant="light"
          color="gray"
          icon={<EyeOff size={18} aria-hidden />}
          title="This scenario is confidential"
        >
          Of its bundles only the sizes are kept, and of its calls neither addresses nor bodies.
        </Alert>
      )}
      {run.forgotten && (
        <Alert
          variant="light"
          color="gray"
          icon={<EyeOff size={18} aria-hidden />}
          title="What went through this run is gone"
        >
          {run.forgotten}
        </Alert>
      )}
    </>
  )
}
