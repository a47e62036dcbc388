import { Link } from '@tanstack/react-router'
import type { ScenarioFacts } from '../api/generated'
import { Discs } from '../ui/Disc'
import { Moment } from '../ui/Moment'
import { Status } from '../ui/Status'
import type { Column } from '../ui/Table'
import { aboutOf, needsOf } from './needs'
import { OnOff } from './OnOff'
import { RowMenu } from './RowMenu'
import styles from './Scenarios.module.css'

type Rights = { mayRun: boolean; mayEdit: boolean }

export function columns({ mayRun, mayEdit }: Rights): ReadonlyArray<Column<ScenarioFacts>> {
  return [
    { head: '', label: 'On or off', cell: (row) => <OnOff scenario={row} may={mayRun} /> },
    { head: 'Name', kind: 'wide', names: true, cell: (row) => <Name scenario={row} /> },
    { head: 'Apps', spare: true, cell: (row) => <Discs apps={row.apps} /> },
    { head: 'Last run', cell: (row) => <LastRun scenario={row} /> },
    { head: 'Next run', spare: true, cell: (row) => <NextRun scenario={row} /> },
    {
      head: '',
      label: 'More',
      cell: (row) => <RowMenu scenario={row} mayRun={mayRun} mayEdit={mayEdit} />,
    },
  ]
}

function Name({ scenario }: { scenario: ScenarioFacts }) {
  const needs = needsOf(scenario)
  return (
    <div className={styles.named}>
      <Link to="/scenarios/$id" params={{ id: scenario.id }} className={styles.name}>
        {scenario.name}
      </Link>
      {needs.length > 0
        ? needs.map((need) => (
            <div key={need.said} className={styles[need.tone]}>
              {need.said}
            </div>
          ))
        : aboutOf(scenario) && <div className={styles.about}>{aboutOf(scenario)}</div>}
    </div>
  )
}

function LastRun({ scenario }: { scenario: ScenarioFacts }) {
  const { last_run: id, last_status: status, last_started_at: at } = scenario
  if (!id || !status || !at) return <span className="muted">never</span>
  return (
    <Link to="/runs/$id" params={{ id }} className={styles.last}>
      <Status of={status} />
      <span className="muted">
        <Moment at={at} relative />
      </span>
    </Link>
  )
}

function NextRun({ scenario }: { scenario: ScenarioFacts }) {
  if (scenario.next_at) return <Moment at={scenario.next_at} relative />
  return <span className="muted">{scenario.on ? 'when called' : '–'}</span>
}
