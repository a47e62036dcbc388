/** How a scenario stands, in one line of facts. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleAlert, CircleCheck, CircleDashed, CircleX, Power as PowerIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ScenarioDetail } from '../api/generated'
import { showScheduleOptions } from '../api/generated/@tanstack/react-query.gen'
import { Moment } from '../ui/Moment'
import { Facts } from '../ui/Page'
import { Mark, Status } from '../ui/Status'
import styles from './Scenario.module.css'

const STATES = {
  draft: ['quiet', CircleDashed, 'draft'],
  off: ['quiet', PowerIcon, 'off'],
  on: ['ok', CircleCheck, 'on'],
  'held up': ['warn', CircleAlert, 'held up'],
  deactivated: ['err', CircleX, 'deactivated'],
} as const

export function Strip({ scenario }: { scenario: ScenarioDetail }) {
  const schedule = useQuery(showScheduleOptions({ path: { scenario_id: scenario.id } }))
  const next = scenario.on ? scenario.next_at : null
  const facts: Array<readonly [string, ReactNode]> = [
    ['State', <State key="state" of={scenario.state} />],
    ['Last run', <LastRun key="last" of={scenario} />],
    ['Next run', next ? <Moment key="next" at={next} relative /> : '–'],
    ['Schedule', schedule.data?.words || '–'],
    [
      'Saved',
      <span key="saved">
        <Moment at={scenario.saved_at} relative />
        {scenario.saved_by && ` by ${scenario.saved_by}`}
      </span>,
    ],
    ['Version', <Version key="version" of={scenario} />],
  ]
  return (
    <div className={styles.strip}>
      <Facts of={facts} />
      {scenario.trouble && <p className={styles.trouble}>{scenario.trouble}</p>}
    </div>
  )
}

function State({ of }: { of: string }) {
  const [tone, icon, word] = STATES[of as keyof typeof STATES] ?? ['quiet', CircleDashed, of]
  return <Mark tone={tone} icon={icon} word={word} />
}

function LastRun({ of }: { of: ScenarioDetail }) {
  if (!of.last_run || !of.last_status) return 'never'
  return (
    <Link to="/runs/$id" params={{ id: of.last_run } as never} className={styles.last}>
      <Status of={of.last_status} />
      {of.last_started_at && <Moment at={of.last_started_at} relative />}
    </Link>
  )
}

function Version({ of }: { of: ScenarioDetail }) {
  const other = of.on_version !== null && of.on_version !== of.version
  return (
    <Link to="." search={{ tab: 'versions' } as never} className={styles.quiet}>
      {of.version}
      {other && ` (version ${of.on_version} is on)`}
    </Link>
  )
}
