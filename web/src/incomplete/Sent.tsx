/** The request that was frozen for it: where it went, when, how often, and what it said. */
import { SegmentedControl } from '@mantine/core'
import type { IncompleteDetail, Sent as SentFacts } from '../api/generated'
import { useAddress } from '../ui/address'
import { Copy } from '../ui/Copy'
import { counted, size } from '../ui/figures'
import { Bundle } from '../ui/Json'
import { Moment } from '../ui/Moment'
import { Empty, Facts, Panel } from '../ui/Page'
import styles from './One.module.css'
import { elementOf, fieldsOf } from './record'

export function Sent({ one }: { one: IncompleteDetail }) {
  const [address, change] = useAddress()
  const { sent } = one
  if (!sent) {
    return (
      <Panel title="What was sent">
        <Empty title="No request is kept">
          It stopped before there was one, or the service refused it at once.
        </Empty>
      </Panel>
    )
  }
  const json = address.sent === 'json'
  return (
    <Panel
      title="What was sent"
      actions={
        <SegmentedControl
          size="xs"
          aria-label="How what was sent is shown"
          data={[
            { value: '', label: 'Fields' },
            { value: 'json', label: 'JSON' },
          ]}
          value={json ? 'json' : ''}
          onChange={(value) => change({ sent: value }, { replace: true })}
        />
      }
    >
      <div className={styles.facts}>
        <Facts of={factsOf(one, sent)} />
      </div>
      <Body sent={sent} json={json} />
    </Panel>
  )
}

function factsOf(one: IncompleteDetail, sent: SentFacts) {
  const last = sent.last_sent_at
  return [
    ['To', one.organisation || sent.tenant],
    ['Request', <code key="request">{`${sent.method} ${sent.path}`}</code>],
    ['Last sent', last ? <Moment key="last" at={last} /> : 'never'],
    ['Tried', counted(sent.attempts, 'time')],
    ['Answer', sent.status === null ? 'none came' : String(sent.status)],
    [
      'Carried',
      sent.elements > 1
        ? `${counted(sent.elements, 'record')}, this one is number ${sent.position + 1}`
        : size(sent.body_bytes),
    ],
  ] as const
}

function Body({ sent, json }: { sent: SentFacts; json: boolean }) {
  if (sent.body === null || sent.body === undefined) {
    return (
      <p className="muted">
        It carried{' '}
        {sent.body_bytes
          ? `${size(sent.body_bytes)}, too much or no text to be shown`
          : 'nothing beside'}
        .
      </p>
    )
  }
  if (json) {
    return (
      <div className={styles.json}>
        <Bundle value={sent.body} label="What was sent, as JSON" />
      </div>
    )
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label="Fields that were sent">
      <table className={styles.fields}>
        <tbody>
          {fieldsOf(elementOf(sent.body, sent.position)).map((field) => (
            <tr key={field.path}>
              <th scope="row">{field.name || 'Text'}</th>
              <td>{field.text}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">Idempotency key</th>
            <td>
              <span className="mono">…{sent.idempotency_key.slice(-8)}</span>
              <Copy text={sent.idempotency_key} what="the idempotency key" />
            </td>
          </tr>
        </tbody>
      </table>
    </section>
  )
}
