/** What is to be said of an operation before its bundles: why it was stopped, failed or warned. */

import { Alert } from '@mantine/core'
import { CircleSlash, CircleX, TriangleAlert } from 'lucide-react'
import type { Operation } from '../api/generated'
import type { Step } from '../diagram/steps'
import { Message } from '../ui/Message'
import { Moment } from '../ui/Moment'
import { conditionsSaid } from './filter'
import styles from './Inspector.module.css'

export function OperationNotes({ operation, step }: { operation: Operation; step?: Step }) {
  return (
    <div className={styles.notes}>
      <h3 className={styles.title}>
        {operation.name}
        {operation.group && <span className="muted"> of group “{operation.group}”</span>}
        {operation.at && (
          <span className="muted small">
            {' '}
            <Moment at={operation.at} />
          </span>
        )}
      </h3>
      {operation.outcome === 'stopped' && <Stopped why={operation.stopped} step={step} />}
      {operation.trouble && <Failed trouble={operation.trouble} />}
      {operation.warnings.length > 0 && <Warned warnings={operation.warnings} />}
    </div>
  )
}

function Stopped({ why, step }: { why: string; step?: Step }) {
  const conditions = conditionsSaid(step?.raw.filter)
  return (
    <Alert
      variant="light"
      color="gray"
      icon={<CircleSlash size={18} aria-hidden />}
      title={step?.filter ? `The filter “${step.filter}” stopped it` : 'Its filter stopped it'}
    >
      <p className={styles.why}>{why}</p>
      {conditions && (
        <p className={styles.condition}>
          It lets through: <code>{conditions}</code>
        </p>
      )}
    </Alert>
  )
}

function Failed({ trouble }: { trouble: Record<string, unknown> }) {
  const message = String(trouble.message ?? '')
  const said = Array.isArray(trouble.words) ? trouble.words.map(String) : []
  const words = said.filter((word) => !message.includes(word))
  return (
    <Alert
      variant="light"
      color="red"
      icon={<CircleX size={18} aria-hidden />}
      title={trouble.field ? `It failed at ${trouble.field}` : 'It failed'}
    >
      <Message text={message} />
      {words.length > 0 && (
        <>
          <p>The service said:</p>
          <ul>
            {words.map((word) => (
              <li key={word}>{word}</li>
            ))}
          </ul>
        </>
      )}
    </Alert>
  )
}

function Warned({ warnings }: { warnings: Array<Record<string, unknown>> }) {
  return (
    <Alert
      variant="light"
      color="yellow"
      icon={<TriangleAlert size={18} aria-hidden />}
      title="Before it was sent"
    >
      <ul className={styles.plain}>
        {warnings.map((one) => (
          <li key={`${one.code} ${one.field}`}>
            {one.field ? <code>{String(one.field)}</code> : null} {String(one.message ?? '')}
          </li>
        ))}
      </ul>
    </Alert>
  )
}
