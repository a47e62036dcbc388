/** The columns of the history, and which of them somebody wants to see. */
import { Checkbox } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { Link } from '@tanstack/react-router'
import type { RunLine } from '../api/generated'
import { beganSaid, parentOf } from '../run/words'
import { duration, number, size } from '../ui/figures'
import { Moment } from '../ui/Moment'
import { Status } from '../ui/Status'
import type { Column } from '../ui/Table'
import styles from './Runs.module.css'
import type { Row } from './rows'

type Named = {
  name: string
  head: string
  kind?: Column<Row>['kind']
  spare?: boolean
  of: (run: RunLine) => React.ReactNode
}

const CHOICE: ReadonlyArray<Named> = [
  { name: 'scenario', head: 'Scenario', kind: 'wide', of: (run) => <Scenario run={run} /> },
  { name: 'status', head: 'Status', of: (run) => <Status of={run.status} /> },
  { name: 'duration', head: 'Duration', kind: 'number', of: (run) => duration(run.seconds) },
  {
    name: 'operations',
    head: 'Operations',
    kind: 'number',
    spare: true,
    of: (run) => number(run.operations),
  },
  {
    name: 'calls',
    head: 'API calls',
    kind: 'number',
    spare: true,
    of: (run) => number(run.api_calls),
  },
  { name: 'size', head: 'Data', kind: 'number', spare: true, of: (run) => size(run.bytes) },
  { name: 'began', head: 'Started', of: (run) => <Began run={run} /> },
  { name: 'version', head: 'Version', kind: 'number', spare: true, of: (run) => run.version },
]

export const CHOICES = CHOICE.map(({ name, head }) => ({ name, head }))

/** Names of columns that are left out, kept in this browser. */
export function useHiddenColumns() {
  return useLocalStorage<string[]>({
    key: 'tallyloom.history.hidden',
    defaultValue: [],
    getInitialValueInEffect: false,
  })
}

type Picked = { chosen: ReadonlySet<string>; choose: (id: string, on: boolean) => void }

export function columns(
  hidden: readonly string[],
  picked: Picked | null,
  tools: (run: RunLine) => React.ReactNode,
): Column<Row>[] {
  const shown = CHOICE.filter(({ name }) => !hidden.includes(name))
  return [
    ...(picked ? [picker(picked)] : []),
    { head: 'Date', names: true, cell: ({ run }) => run && <When run={run} /> },
    ...shown.map(({ head, kind, spare, of }) => ({
      head,
      kind,
      spare,
      cell: ({ run }: Row) => run && of(run),
    })),
    { head: '', label: 'What can be done', cell: ({ run }) => run && tools(run) },
  ]
}

function picker({ chosen, choose }: Picked): Column<Row> {
  return {
    head: '',
    label: 'Chosen',
    cell: ({ run }) =>
      run && (
        <Checkbox
          size="xs"
          className={styles.pick}
          aria-label={`Choose the run of ${new Date(run.started_at).toLocaleString('en-GB')}`}
          checked={chosen.has(run.id)}
          onChange={(event) => choose(run.id, event.currentTarget.checked)}
        />
      ),
  }
}

function When({ run }: { run: RunLine }) {
  return (
    <Link to="/runs/$id" params={{ id: run.id }} className={styles.when}>
      <Moment at={run.started_at} />
    </Link>
  )
}

function Scenario({ run }: { run: RunLine }) {
  const reason = run.reason.split('\n', 1)[0]
  return (
    <>
      <Link to="/scenarios/$id" params={{ id: run.scenario_id }} className={styles.scenario}>
        {run.scenario}
      </Link>
      {reason && (
        <span className={styles.reason} title={run.reason}>
          {reason}
        </span>
      )}
    </>
  )
}

function Began({ run }: { run: RunLine }) {
  const parent = parentOf(run)
  if (!parent) return beganSaid(run)
  return (
    <Link to="/runs/$id" params={{ id: parent }} className={styles.scenario}>
      {beganSaid(run)}
    </Link>
  )
}
