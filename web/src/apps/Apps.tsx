/** The installed apps: what each is for, and whether it is connected. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleCheck, CircleDashed, TriangleAlert } from 'lucide-react'
import type { AppFacts, ConnectionFacts } from '../api/generated'
import { listAppsOptions, listConnectionsOptions } from '../api/generated/@tanstack/react-query.gen'
import { useMay } from '../shell/me'
import { Disc } from '../ui/Disc'
import { counted } from '../ui/figures'
import { Loaded } from '../ui/Loaded'
import { Page } from '../ui/Page'
import { Mark } from '../ui/Status'
import styles from './Apps.module.css'
import { standing } from './modules'

export function Apps() {
  const apps = useQuery(listAppsOptions())
  const connections = useQuery({
    ...listConnectionsOptions(),
    enabled: useMay('connections:read'),
  })
  return (
    <Page title="Apps" under="Sets of modules, and the services they work with.">
      <Loaded query={apps} lines={6}>
        {({ items }) => (
          <ul className={styles.apps}>
            {items.map((app) => (
              <Card
                key={app.name}
                app={app}
                connections={
                  connections.data?.items.filter((one) => one.app === app.name) ?? undefined
                }
              />
            ))}
          </ul>
        )}
      </Loaded>
    </Page>
  )
}

type CardProps = { app: AppFacts; connections: ReadonlyArray<ConnectionFacts> | undefined }

function Card({ app, connections }: CardProps) {
  const may = useMay('connections:edit')
  return (
    <li className={styles.card}>
      <div className={styles.head}>
        <Disc app={app.name} size={36} />
        <div>
          <h2>
            <Link to={`/apps/${app.name}`}>{app.label}</Link>
          </h2>
          <span className="muted small">
            {counted(app.modules, 'module')} · version {app.version}
          </span>
        </div>
      </div>
      <p>{app.about}</p>
      <div className={styles.foot}>
        {(connections || !app.needs_connection) && (
          <Standing needs={app.needs_connection} connections={connections ?? []} />
        )}
        {app.needs_connection && may && connections?.length === 0 && (
          <Button component={Link} to={`/connections/new?app=${app.name}`} size="xs">
            Connect
          </Button>
        )}
      </div>
    </li>
  )
}

const SIGNS = { ok: CircleCheck, warn: TriangleAlert, quiet: CircleDashed }

type StandingProps = { needs: boolean; connections: ReadonlyArray<ConnectionFacts> }

export function Standing({ needs, connections }: StandingProps) {
  const { tone, said } = standing(needs, connections)
  return (
    <span className="small">
      <Mark tone={tone} icon={SIGNS[tone]} word={said} />
    </span>
  )
}
