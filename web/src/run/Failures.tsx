/** What went wrong, alike things together, and where each is answered. */

import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Failure, RunDetail } from '../api/generated'
import { number } from '../ui/figures'
import { Message } from '../ui/Message'
import { Panel } from '../ui/Page'
import styles from './Run.module.css'

const FEW = 5

type FailuresProps = { run: RunDetail; onSelect: (module: number) => void }

export function Failures({ run, onSelect }: FailuresProps) {
  const alone = run.failures.length === 0 && run.status !== 'waiting' && run.reason
  if (run.failures.length === 0 && !alone) return null
  return (
    <Panel title={alone ? 'Why it ended so' : 'What went wrong'}>
      {alone && <Message text={run.reason} />}
      <ul className={styles.failures}>
        {run.failures.slice(0, FEW).map((one) => (
          <li key={`${one.module} ${one.message}`}>
            <OneFailure run={run} one={one} onSelect={onSelect} />
          </li>
        ))}
      </ul>
      {run.failures.length > FEW && (
        <p className="muted small">and {run.failures.length - FEW} other kinds of failure</p>
      )}
    </Panel>
  )
}

type OneProps = { run: RunDetail; one: Failure; onSelect: (module: number) => void }

function OneFailure({ run, one, onSelect }: OneProps) {
  const module = run.modules.find(({ id }) => id === one.module)
  const times = one.count > 1 ? `, ${number(one.count)} times` : ''
  return (
    <>
      <div className={styles.failureHead}>
        <Button
          size="compact-sm"
          variant="subtle"
          px={4}
          ml={-4}
          onClick={() => onSelect(one.module)}
        >
          Module {one.module}, {module?.label}
        </Button>
        <span className="muted small">
          {one.kind}
          {times}
        </span>
        <Answer one={one} />
      </div>
      <Message text={one.message} />
    </>
  )
}

function Answer({ one: { ids } }: { one: Failure }) {
  const [first] = ids
  if (first === undefined) return null
  return (
    <Link to="/incomplete/$id" params={{ id: first }} className={styles.answer}>
      {ids.length === 1 ? 'Answer it' : `Answer the first of ${number(ids.length)}`}
    </Link>
  )
}
