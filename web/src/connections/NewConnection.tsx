import { useNavigate } from '@tanstack/react-router'
import { useAddress } from '../ui/address'
import { Page, Panel } from '../ui/Page'
import { say } from '../ui/said'
import styles from './Connections.module.css'
import { Wizard } from './Wizard'

export function NewConnection() {
  const [{ app = '' }, change] = useAddress()
  const navigate = useNavigate()
  return (
    <Page title="Create a connection" up={{ to: '/connections', label: 'Connections' }}>
      <div className={styles.page}>
        <Panel>
          <Wizard
            app={app}
            onApp={(name) => change({ app: name })}
            onCancel={() => void navigate({ to: '/connections' })}
            onDone={(connection) => {
              say(`${connection.name} is connected.`)
              void navigate({ to: '/connections/$id', params: { id: connection.id } })
            }}
          />
        </Panel>
      </div>
    </Page>
  )
}
