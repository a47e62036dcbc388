/** One app: its modules, how it is connected, what its service allows. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { AppDetail } from '../api/generated'
import { listConnectionsOptions, showAppOptions } from '../api/generated/@tanstack/react-query.gen'
import { useMay } from '../shell/me'
import { number } from '../ui/figures'
import { Loaded, Waiting, Wrong } from '../ui/Loaded'
import { Facts, Page, Panel } from '../ui/Page'
import { Status } from '../ui/Status'
import { Standing } from './Apps'
import styles from './Apps.module.css'
import { Modules } from './Modules'
import { Scopes } from './Scopes'

const UP = { to: '/apps', label: 'Apps' }

export function App() {
  const { name } = useParams({ strict: false }) as { name: string }
  const app = useQuery(showAppOptions({ path: { name } }))
  if (app.data) return <Whole app={app.data} />
  return (
    <Page title="App" up={UP}>
      <Panel>
        {app.error ? (
          <Wrong error={app.error} again={() => void app.refetch()} />
        ) : (
          <Waiting lines={8} />
        )}
      </Panel>
    </Page>
  )
}

function Whole({ app }: { app: AppDetail }) {
  const may = useMay('connections:edit')
  return (
    <Page
      title={app.label}
      up={UP}
      under={app.about}
      actions={
        app.needs_connection &&
        may && (
          <Button component={Link} to={`/connections/new?app=${app.name}`} variant="default">
            Create a connection
          </Button>
        )
      }
    >
      <div className={styles.columns}>
        <div className={styles.column}>
          <Modules app={app} />
        </div>
        <div className={styles.column}>
          <Connected app={app} />
          <Limits app={app} />
          {app.scopes.length > 0 && <Scopes app={app} />}
        </div>
      </div>
    </Page>
  )
}

function Connected({ app }: { app: AppDetail }) {
  const may = useMay('connections:read')
  const connections = useQuery({
    ...listConnectionsOptions(),
    enabled: may && app.needs_connection,
  })
  if (!app.needs_connection) {
    return (
      <Panel title="Connection">
        <Standing needs={false} connections={[]} />
      </Panel>
    )
  }
  if (!may) return null
  return (
    <Panel title="Connections">
      <Loaded query={connections} lines={2}>
        {({ items }) => {
          const own = items.filter((one) => one.app === app.name)
          if (own.length === 0) return <p className="muted">Nobody has connected it yet.</p>
          return (
            <ul className={styles.connected}>
              {own.map((one) => (
                <li key={one.id}>
                  <Link to={`/connections/${one.id}`}>{one.name}</Link>
                  <span className="small">
                    <Status of={one.state} kind="connection" />
                  </span>
                </li>
              ))}
            </ul>
          )
        }}
      </Loaded>
    </Panel>
  )
}

function Limits({ app: { limits } }: { app: AppDetail }) {
  const days = Object.entries(limits.days)
  const facts = [
    ['Each minute', said(limits.minute)],
    ['At once', said(limits.at_once)],
    ['Each minute, all organisations', said(limits.app_minute)],
    ...days.map(([tier, calls]) => [`Each day, ${tier}`, number(calls)] as const),
  ] as ReadonlyArray<readonly [string, string]>
  if (limits.minute === null && limits.at_once === null && days.length === 0) return null
  return (
    <Panel title="Calls that the service allows">
      <Facts of={facts} />
    </Panel>
  )
}

function said(limit: number | null): string {
  return limit === null ? 'no limit' : `${number(limit)}`
}
