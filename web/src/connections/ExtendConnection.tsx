/** "Allow access to extend the permissions": what modules lack, in sentences, and the way to it. */
import { useQuery } from '@tanstack/react-query'
import { type ConnectionFacts, extendConnection } from '../api/generated'
import {
  listMissingOptions,
  showConnectionOptions,
} from '../api/generated/@tanstack/react-query.gen'
import { Loaded } from '../ui/Loaded'
import { PermissionList } from './PermissionList'
import { Renew } from './Renew'

const LABEL = 'Permissions that it lacks'

type ExtendProps = {
  connection: ConnectionFacts
  /** Names of the modules that need more; what scenarios over it lack where there are none. */
  modules?: ReadonlyArray<string>
  opened?: boolean
  onClose: () => void
  onDone?: (connection: ConnectionFacts) => void
}

export function ExtendConnection({
  connection,
  modules = [],
  opened = true,
  onClose,
  onDone,
}: ExtendProps) {
  return (
    <Renew
      opened={opened}
      onClose={onClose}
      title="Extend the permissions"
      connection={connection}
      onDone={onDone}
      ask={async (scopes) => {
        const body = scopes ? { scopes } : modules.length > 0 ? { modules: [...modules] } : {}
        return (await extendConnection({ path: { connection_id: connection.id }, body })).data
      }}
    >
      <p>
        {connection.name} was not allowed what is needed now. Log in at {connection.label} and allow
        access to extend the permissions; what it may do already stays.
      </p>
      <Lacks connection={connection} modules={modules} />
    </Renew>
  )
}

type LacksProps = { connection: ConnectionFacts; modules: ReadonlyArray<string> }

function Lacks(props: LacksProps) {
  return props.modules.length > 0 ? <ForModules {...props} /> : <ForScenarios {...props} />
}

function ForModules({ connection, modules }: LacksProps) {
  const path = { connection_id: connection.id }
  const missing = useQuery(listMissingOptions({ path, query: { modules: [...modules] } }))
  return (
    <Loaded query={missing} lines={2}>
      {({ needed }) => <PermissionList items={needed} label={LABEL} />}
    </Loaded>
  )
}

function ForScenarios({ connection }: LacksProps) {
  const detail = useQuery(showConnectionOptions({ path: { connection_id: connection.id } }))
  return (
    <Loaded query={detail} lines={2}>
      {({ missing }) => <PermissionList items={missing.needed} label={LABEL} />}
    </Loaded>
  )
}
