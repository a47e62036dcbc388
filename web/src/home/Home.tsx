/** What needs somebody, first of all; then how everything is doing. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import {
  listConnectionsOptions,
  listRegistrationsOptions,
  listScenariosOptions,
} from '../api/generated/@tanstack/react-query.gen'
import { useMay } from '../shell/me'
import { Page } from '../ui/Page'
import { Changes } from './Changes'
import { FirstSteps } from './FirstSteps'
import { Health } from './Health'
import styles from './Home.module.css'
import { LastRuns } from './LastRuns'
import { Needs } from './Needs'
import { Quota } from './Quota'

export function Home() {
  const may = useMay('scenarios:edit')
  const fresh = useFresh()
  return (
    <Page
      title="Home"
      actions={
        may && (
          <Button
            component={Link}
            to="/scenarios?do=new"
            leftSection={<Plus size={16} aria-hidden />}
          >
            New scenario
          </Button>
        )
      }
    >
      <Health />
      {fresh && may && <FirstSteps {...fresh} />}
      <Needs />
      <div className={styles.columns}>
        <LastRuns />
        <div className={styles.side}>
          <Quota />
          <Changes />
        </div>
      </div>
    </Page>
  )
}

export type Fresh = { registered: boolean; connected: boolean; built: boolean }

/** How far a new installation has come; null where it has come all the way. */
function useFresh(): Fresh | null {
  const registrations = useQuery(listRegistrationsOptions())
  const connections = useQuery(listConnectionsOptions())
  const scenarios = useQuery(listScenariosOptions({ query: { limit: 1 } }))
  if (!registrations.data || !connections.data || !scenarios.data) return null
  const fresh = {
    registered: registrations.data.items.length > 0,
    connected: connections.data.items.length > 0,
    built: scenarios.data.items.length > 0,
  }
  return fresh.registered && fresh.connected && fresh.built ? null : fresh
}
