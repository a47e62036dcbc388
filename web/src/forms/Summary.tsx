/** Everything that is wrong, above the form, each with the way to its field. */
import { Anchor } from '@mantine/core'
import type { FieldFacts } from './definition'
import { idOf } from './Fields'
import styles from './Fields.module.css'

type SummaryProps = { faults: ReadonlyMap<string, string[]>; fields: FieldFacts[] }

export function Summary({ faults, fields }: SummaryProps) {
  if (faults.size === 0) return null
  const known = new Set(fields.map((field) => field.name))
  const all = [...faults].flatMap(([name, said]) => said.map((message) => ({ name, message })))
  return (
    <div className={styles.summary} role="status">
      <strong>
        {all.length === 1 ? 'One thing to correct' : `${all.length} things to correct`}
      </strong>
      <ul>
        {all.map(({ name, message }) => (
          <li key={`${name} ${message}`}>
            {known.has(name) ? (
              <Anchor
                component="button"
                type="button"
                size="sm"
                ta="left"
                onClick={() => reach(name)}
              >
                {message}
              </Anchor>
            ) : (
              message
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}

function reach(name: string): void {
  const control = document.getElementById(idOf(name))
  const place = control ?? document.getElementById(`${idOf(name)}-label`)
  place?.scrollIntoView({ block: 'center' })
  control?.focus()
}
