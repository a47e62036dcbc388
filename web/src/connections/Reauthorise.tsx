import { type ConnectionFacts, reauthoriseConnection } from '../api/generated'
import { Renew } from './Renew'

type ReauthoriseProps = {
  opened: boolean
  onClose: () => void
  connection: ConnectionFacts
  onDone?: (connection: ConnectionFacts) => void
}

/** Consent once more, for what it was allowed. */
export function Reauthorise({ opened, onClose, connection, onDone }: ReauthoriseProps) {
  return (
    <Renew
      opened={opened}
      onClose={onClose}
      title={`Reauthorise ${connection.name}`}
      connection={connection}
      onDone={onDone}
      ask={async (scopes) => {
        const path = { connection_id: connection.id }
        return (await reauthoriseConnection({ path, body: scopes ? { scopes } : {} })).data
      }}
    >
      {connection.reason && <p>{connection.reason}</p>}
      <p>
        Log in at {connection.label} once more and allow access. The connection stays the same one:
        scenarios that use it go on with it.
      </p>
    </Renew>
  )
}
