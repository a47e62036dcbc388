import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ConnectionFacts as Connection } from '../api/generated'
import { Moment } from '../ui/Moment'
import { Facts, Panel } from '../ui/Page'

export function ConnectionFacts({ connection }: { connection: Connection }) {
  const facts: Array<readonly [string, ReactNode]> = [
    ['Through', <Through key="through" connection={connection} />],
    ['Way', connection.way === 'credentials' ? 'Without a person' : 'Consent of a person'],
    ['Connected', <Moment key="made" at={connection.created_at} />],
    ['Renewed', at(connection.refreshed_at, 'not yet')],
    ['Looked at', at(connection.verified_at, 'not yet')],
  ]
  if (connection.since && connection.state !== 'ok') {
    facts.push(['Since', <Moment key="since" at={connection.since} />])
  }
  if (connection.former_names.length > 0) {
    facts.push(['Former names', connection.former_names.join(', ')])
  }
  return (
    <Panel>
      <Facts of={facts} />
    </Panel>
  )
}

function Through({ connection }: { connection: Connection }) {
  if (!connection.registration) return <>a registration that was removed</>
  return (
    <Link to="/registrations/$id" params={{ id: connection.registration_id }}>
      {connection.registration}
    </Link>
  )
}

function at(moment: string | null, never: string): ReactNode {
  return moment ? <Moment at={moment} relative /> : never
}
