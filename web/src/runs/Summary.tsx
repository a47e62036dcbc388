/** The whole filtered list in figures. */
import type { Summary as Told } from '../api/generated'
import { number, size } from '../ui/figures'
import { Status } from '../ui/Status'
import styles from './Runs.module.css'

const ALWAYS = ['success', 'warning', 'error']

export function Summary({ told }: { told: Told | undefined }) {
  const others = Object.keys(told?.statuses ?? {}).filter((status) => !ALWAYS.includes(status))
  return (
    <dl className={styles.strip} aria-label="All of these runs together">
      {[...ALWAYS, ...others].map((status) => (
        <div key={status}>
          <dt>
            <Status of={status} />
          </dt>
          <dd>{told ? number(told.statuses[status] ?? 0) : '–'}</dd>
        </div>
      ))}
      <Figure name="Operations" value={told && number(told.operations)} />
      <Figure name="API calls" value={told && number(told.api_calls)} />
      <Figure name="Data" value={told && size(told.bytes)} />
    </dl>
  )
}

function Figure({ name, value = '–' }: { name: string; value?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}
