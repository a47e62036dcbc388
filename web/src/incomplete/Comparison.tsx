/** Field by field: what was sent, what is held, and where they differ. */
import { Switch } from '@mantine/core'
import { Equal, EqualNot, Minus } from 'lucide-react'
import type { IncompleteDetail } from '../api/generated'
import { useAddress } from '../ui/address'
import { counted } from '../ui/figures'
import styles from './One.module.css'
import { type Compared, compared, differences, elementOf } from './record'

export function Comparison({ one, held }: { one: IncompleteDetail; held: unknown }) {
  const [address, change] = useAddress()
  const sent = one.sent ? elementOf(one.sent.body, one.sent.position) : undefined
  const rows = compared(sent, held)
  const all = address.fields === 'all' || sent === undefined
  const shown = all ? rows : rows.filter((row) => row.mark !== 'held')
  const many = differences(rows)
  return (
    <>
      <div className={styles.found}>
        <strong>
          {many === 0
            ? 'No field differs'
            : `${counted(many, 'field')} ${many === 1 ? 'differs' : 'differ'}`}
        </strong>
        {sent !== undefined && (
          <Switch
            size="xs"
            label="Also what was not sent"
            checked={all}
            onChange={() => change({ fields: all ? '' : 'all' }, { replace: true })}
          />
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
      <section className={styles.scroll} tabIndex={0} aria-label="Sent and held">
        <table className={styles.fields}>
          <caption className="hidden">What was sent, and what is held now</caption>
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Sent</th>
              <th scope="col">Held</th>
              <th scope="col" className={styles.mark}>
                <span className="hidden">Same</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.path} className={row.mark === 'differs' ? styles.differs : undefined}>
                <th scope="row">{row.name}</th>
                <td>{row.sent || '–'}</td>
                <td>{row.held || '–'}</td>
                <td className={styles.mark}>
                  <Sign of={row.mark} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}

const SIGNS = {
  same: [Equal, 'same', 'muted'],
  differs: [EqualNot, 'differs', ''],
  sent: [Minus, 'is not told by the service', 'muted'],
  held: [Minus, 'was not sent', 'muted'],
} as const

function Sign({ of }: { of: Compared['mark'] }) {
  const [Icon, word, look] = SIGNS[of]
  return (
    <>
      <Icon
        size={14}
        aria-hidden
        className={look}
        color={of === 'differs' ? 'var(--warn)' : undefined}
      />
      <span className="hidden">{word}</span>
    </>
  )
}
