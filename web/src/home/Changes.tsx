import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { RecentChange } from '../api/generated'
import { listChangesOptions } from '../api/generated/@tanstack/react-query.gen'
import { Moment } from '../ui/Moment'
import { Panel } from '../ui/Page'
import styles from './Home.module.css'

/** What was done to scenarios of late, by whom. */
export function Changes() {
  const changes = useQuery(listChangesOptions({ query: { limit: 8 } }))
  if (!changes.data?.items.length) return null
  return (
    <Panel title="Recent changes">
      <ul className={styles.changes}>
        {changes.data.items.map((change) => (
          <Row key={change.id} change={change} />
        ))}
      </ul>
    </Panel>
  )
}

function Row({ change }: { change: RecentChange }) {
  return (
    <li>
      <span className={styles.change}>
        {change.deleted ? (
          change.scenario
        ) : (
          <Link to="/scenarios/$id" params={{ id: change.scenario_id }} className={styles.plain}>
            {change.scenario}
          </Link>
        )}
        <span className="muted"> {change.kind}</span>
        {change.by && <span className="muted"> by {change.by}</span>}
      </span>
      <span className="muted small">
        <Moment at={change.at} relative />
      </span>
    </li>
  )
}
