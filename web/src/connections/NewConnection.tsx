import { useNavigate } from '@tanstack/react-router'
import { useMay } from '../shell/me'
import { useAddress } from '../ui/address'
import { Empty, Page, Panel } from '../ui/Page'
import { say } from '../ui/said'
import styles from './Connections.module.css'
import { Wizard } from './Wizard'

export function NewConnection() {
  const [{ app = '' }, change] = useAddress()
  const navigate = useNavigate()
  const may = useMay('connections:edit')
  return (
    <Page title="Create a connection" up={{ to: '/connections', label: 'Connections' }}>
      <div className={styles.page}>
        <Panel>
          {may ? (
            <Wizard
              app={app}
              onApp={(name) => change({ app: name })}
              onCancel={() => void navigate({ to: '/connections' })}
              onDone={(connection) => {
                say(`${connection.name} is connected.`)
                void navigate({ to: '/connections/$id', params: { id: connection.id } })
              }}
            />
          ) : (
            <Empty title="Your role may not connect anything">
              A member or an owner of this installation may.
            </Empty>
          )}
        </Panel>
      </div>
    </Page>
  )
}
