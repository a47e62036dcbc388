/** What people were told about a connection, newest first. */
import { useQuery } from '@tanstack/react-query'
import type { ConnectionFacts } from '../api/generated'
import { listNoticesOptions } from '../api/generated/@tanstack/react-query.gen'
import { useMay } from '../shell/me'
import { Moment } from '../ui/Moment'
import { Panel } from '../ui/Page'
import styles from './Connections.module.css'

const LOOKED_AT = 1000

export function Told({ connection }: { connection: ConnectionFacts }) {
  const may = useMay('installation:read')
  const notices = useQuery({
    ...listNoticesOptions({ query: { limit: LOOKED_AT } }),
    enabled: may,
  })
  const about = notices.data?.items.filter((one) => one.about.connection === connection.id) ?? []
  if (about.length === 0) return null
  return (
    <Panel title="What was told of it">
      <ul className={styles.permissions}>
        {about.map((one) => (
          <li key={one.id} className={styles.told}>
            <Moment at={one.created_at} />
            <span>{one.subject}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
