/** What a module gives: every value with its type, and a sample. */
import type { FormFacts } from '../forms/definition'
import { useAddress } from '../ui/address'
import { Choice } from '../ui/Choice'
import { Bundle } from '../ui/Json'
import { Panel } from '../ui/Page'
import styles from './Apps.module.css'
import { rowsOf } from './modules'

const WAYS = [
  { value: '', label: 'Sample' },
  { value: 'table', label: 'Table' },
]

export function Outputs({ form }: { form: FormFacts }) {
  const [address, change] = useAddress()
  const some = Object.keys(form.sample ?? {}).length > 0
  const table = address.outputs === 'table' || !some
  if (form.outputs.length === 0 && !some) {
    return (
      <Panel title="What it gives">
        <p className="muted">What it gives depends on what it is given.</p>
      </Panel>
    )
  }
  return (
    <Panel
      title="What it gives"
      actions={
        some && (
          <Choice
            label="How what it gives is shown"
            of={WAYS}
            value={table ? 'table' : ''}
            onChange={(outputs) => change({ outputs }, { replace: true })}
          />
        )
      }
    >
      {table ? (
        <Values form={form} />
      ) : (
        <div className={styles.sample}>
          <Bundle value={form.sample} label="A sample" />
        </div>
      )}
    </Panel>
  )
}

function Values({ form }: { form: FormFacts }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label="Values">
      <table className={styles.fields}>
        <caption className="hidden">What it gives</caption>
        <thead>
          <tr>
            <th scope="col">Value</th>
            <th scope="col">Type</th>
            <th scope="col">What it is</th>
          </tr>
        </thead>
        <tbody>
          {rowsOf(form.outputs).map(({ path, depth, facts }) => (
            <tr key={path}>
              <th scope="row" style={{ paddingInlineStart: depth * 16 }}>
                <code>{facts.name}</code>
              </th>
              <td>{facts.type}</td>
              <td className={styles.help}>{facts.label}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
