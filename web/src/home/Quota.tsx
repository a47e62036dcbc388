/** What is left of the day's calls, for each organisation. */
import { Progress } from '@mantine/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ConnectionFacts, Left } from '../api/generated'
import {
  listConnectionsOptions,
  showLimitsOptions,
} from '../api/generated/@tanstack/react-query.gen'
import { number } from '../ui/figures'
import { Moment } from '../ui/Moment'
import { Panel } from '../ui/Page'
import styles from './Home.module.css'
import { shareOf } from './quota'

const MOST = 12 // connections that are asked

export function Quota() {
  const connections = useQuery(listConnectionsOptions())
  const asked = (connections.data?.items ?? []).filter((one) => one.state === 'ok').slice(0, MOST)
  const limits = useQueries({
    queries: asked.map((one) => ({
      ...showLimitsOptions({ path: { connection_id: one.id } }),
      refetchInterval: 60_000,
    })),
  })
  const left = asked.flatMap((connection, at) =>
    (limits[at]?.data?.left ?? []).map((each) => ({ connection, left: each })),
  )
  if (left.length === 0) return null
  return (
    <Panel title="Calls left today">
      <ul className={styles.quotas}>
        {left.map((each) => (
          <Row key={`${each.connection.id} ${each.left.id}`} {...each} />
        ))}
      </ul>
    </Panel>
  )
}

function Row({ connection, left }: { connection: ConnectionFacts; left: Left }) {
  const share = shareOf(left)
  return (
    <li>
      <div className={styles.quota}>
        <Link to="/connections/$id" params={{ id: connection.id }} className={styles.plain}>
          {left.name}
        </Link>
        <span className={styles.figure}>
          {left.day_left === null
            ? `${number(left.day_used)} used`
            : `${number(left.day_left)} of ${number(left.day_left + left.day_used)}`}
        </span>
      </div>
      {share !== null && (
        <Progress
          value={share}
          size="sm"
          color={left.runs_out_at || left.not_before ? 'red' : 'accent'}
          aria-label={`Calls of ${left.name} that are used today`}
        />
      )}
      <Lasting left={left} />
    </li>
  )
}

function Lasting({ left }: { left: Left }) {
  if (left.not_before) {
    return (
      <span className={styles.err}>
        No call before <Moment at={left.not_before} /> ({left.limit})
      </span>
    )
  }
  if (left.runs_out_at) {
    return (
      <span className={styles.warn}>
        At this pace they end at <Moment at={left.runs_out_at} />
      </span>
    )
  }
  return <span className="muted small">{number(left.last_hour)} in the last hour</span>
}
