/** What can be done to a connection in the list; what it needs most is a button. */
import { Button, Group } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { ConnectionFacts } from '../api/generated'
import { useMay } from '../shell/me'
import { ExtendConnection } from './ExtendConnection'
import { ended } from './order'
import { Reauthorise } from './Reauthorise'
import { useVerify } from './useVerify'

export function RowActions({ connection }: { connection: ConnectionFacts }) {
  const may = useMay('connections:edit')
  if (!may) return null
  return (
    <Group gap="xs" wrap="nowrap" justify="flex-end">
      <Needed connection={connection} />
      <Verify connection={connection} />
    </Group>
  )
}

function Verify({ connection }: { connection: ConnectionFacts }) {
  const verify = useVerify(connection)
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={verify.isPending}
      onClick={() => verify.mutate(undefined)}
      aria-label={`Verify ${connection.name}`}
    >
      Verify
    </Button>
  )
}

/** Nothing where it is well. */
export function Needed({
  connection,
  size = 'compact-sm',
}: {
  connection: ConnectionFacts
  size?: string
}) {
  const [opened, { open, close }] = useDisclosure()
  const extend = connection.missing.length > 0 && !ended(connection)
  if (connection.state === 'ok' && !extend) return null
  const verb = extend ? 'Extend' : 'Reauthorise'
  const Way = extend ? ExtendConnection : Reauthorise
  return (
    <>
      <Button size={size} onClick={open} aria-label={`${verb} ${connection.name}`}>
        {verb}
      </Button>
      <Way opened={opened} onClose={close} connection={connection} />
    </>
  )
}
