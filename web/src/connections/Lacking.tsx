/** Says where a connection does not do for modules, with the way to mend it in place. */
import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import type { ConnectionFacts } from '../api/generated'
import { listMissingOptions } from '../api/generated/@tanstack/react-query.gen'
import { useMay } from '../shell/me'
import { Status } from '../ui/Status'
import styles from './Connections.module.css'
import { ExtendConnection } from './ExtendConnection'
import { Reauthorise } from './Reauthorise'

type LackingProps = { connection: ConnectionFacts; modules: ReadonlyArray<string> }

export function Lacking({ connection, modules }: LackingProps) {
  const [opened, { open, close }] = useDisclosure()
  const may = useMay('connections:edit')
  const missing = useQuery({
    ...listMissingOptions({
      path: { connection_id: connection.id },
      query: { modules: [...modules] },
    }),
    enabled: modules.length > 0,
  })
  const lacks = missing.data?.missing ?? []
  const ends = connection.state === 'revoked' || connection.state === 'disconnected'
  if (!ends && lacks.length === 0) return null
  return (
    <div className={styles.lacks} role="status">
      <p>
        <Status of={ends ? connection.state : 'needs_permission'} kind="connection" />
        <br />
        {ends ? connection.reason : `It was not allowed ${lacks.join(', ')}.`}
      </p>
      {may && (
        <Button size="xs" onClick={open}>
          {ends ? 'Reauthorise' : 'Allow access'}
        </Button>
      )}
      {ends ? (
        <Reauthorise opened={opened} onClose={close} connection={connection} />
      ) : (
        <ExtendConnection
          opened={opened}
          onClose={close}
          connection={connection}
          modules={modules}
        />
      )}
    </div>
  )
}
