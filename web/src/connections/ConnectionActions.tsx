import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { ConnectionFacts, Use } from '../api/generated'
import { Delete } from './Delete'
import { Reauthorise } from './Reauthorise'
import { Rename } from './Rename'
import { useVerify } from './useVerify'

type ActionsProps = { connection: ConnectionFacts; uses: ReadonlyArray<Use> }

export function ConnectionActions({ connection, uses }: ActionsProps) {
  const [renaming, rename] = useDisclosure()
  const [renewing, renew] = useDisclosure()
  const [deleting, remove] = useDisclosure()
  const verify = useVerify(connection)
  return (
    <>
      <Button variant="default" loading={verify.isPending} onClick={() => verify.mutate(undefined)}>
        Verify
      </Button>
      <Button variant="default" onClick={renew.open}>
        Reauthorise
      </Button>
      <Button variant="default" onClick={rename.open}>
        Rename
      </Button>
      <Button variant="default" onClick={remove.open}>
        Delete
      </Button>
      <Reauthorise opened={renewing} onClose={renew.close} connection={connection} />
      <Rename opened={renaming} onClose={rename.close} connection={connection} />
      <Delete opened={deleting} onClose={remove.close} connection={connection} uses={uses} />
    </>
  )
}
