import { Modal } from '@mantine/core'
import type { ConnectionFacts } from '../api/generated'
import { Wizard } from './Wizard'

type CreateProps = {
  opened: boolean
  onClose: () => void
  app: string
  /** Names of the modules ("APP.ID") that are to work over it. */
  modules: ReadonlyArray<string>
  onDone: (connection: ConnectionFacts) => void
}

/** The way to a connection, above what needs it. */
export function CreateConnection({ opened, onClose, app, modules, onDone }: CreateProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Create a connection" size="lg">
      <Wizard
        app={app}
        modules={modules}
        onCancel={onClose}
        onDone={(connection) => {
          onDone(connection)
          onClose()
        }}
      />
    </Modal>
  )
}
