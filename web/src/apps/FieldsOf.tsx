/** What a module takes: as the form that one fills in, or as a table of all there is to know. */
import type { ModuleDetail } from '../api/generated'
import { formOf } from '../forms/definition'
import { ModuleForm } from '../forms/ModuleForm'
import { useAddress } from '../ui/address'
import { Choice } from '../ui/Choice'
import { Panel } from '../ui/Page'
import styles from './Apps.module.css'
import { constraints, rowsOf } from './modules'

const WAYS = [
  { value: '', label: 'Form' },
  { value: 'table', label: 'Table' },
]

const nothing = () => undefined

export function FieldsOf({ module }: { module: ModuleDetail }) {
  const [address, change] = useAddress()
  const { inputs, openInputs } = formOf(module)
  const table = address.fields === 'table'
  if (inputs.length === 0 && !openInputs) {
    return (
      <Panel title="What it takes">
        <p className="muted">Nothing: there is no field to fill in.</p>
      </Panel>
    )
  }
  return (
    <Panel
      title="What it takes"
      actions={
        <Choice
          label="How the fields are shown"
          of={WAYS}
          value={table ? 'table' : ''}
          onChange={(fields) => change({ fields }, { replace: true })}
        />
      }
    >
      {table ? (
        <Fields module={module} />
      ) : (
        <ModuleForm
          module={module.name}
          values={{}}
          onChange={nothing}
          before={[]}
          connection={null}
          faults={[]}
          disabled
        />
      )}
    </Panel>
  )
}

function Fields({ module }: { module: ModuleDetail }) {
  const { inputs, pickLists } = formOf(module)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label="Fields">
      <table className={styles.fields}>
        <caption className="hidden">The fields of {module.label}</caption>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Type</th>
            <th scope="col">Required</th>
            <th scope="col">What it is</th>
          </tr>
        </thead>
        <tbody>
          {rowsOf(inputs).map(({ path, depth, facts }) => (
            <tr key={path}>
              <th scope="row" style={{ paddingInlineStart: depth * 16 }}>
                {facts.label}
                <br />
                <code className="muted">{facts.name}</code>
              </th>
              <td>{facts.kind}</td>
              <td>{facts.required ? 'yes' : '–'}</td>
              <td className={styles.help}>
                {facts.help}
                <span className="muted"> {constraints(facts)}</span>
                {facts.pick && (
                  <span className="muted">
                    {' '}
                    Offered: {pickLists[facts.pick]?.label ?? facts.pick}.
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
