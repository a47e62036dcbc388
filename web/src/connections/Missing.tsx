import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { ConnectionDetail } from '../api/generated'
import { Panel } from '../ui/Page'
import { ExtendConnection } from './ExtendConnection'
import { PermissionList } from './PermissionList'

/** What the scenarios that use a connection lack; nothing where they lack nothing. */
export function Missing({ detail, may }: { detail: ConnectionDetail; may: boolean }) {
  const [opened, { open, close }] = useDisclosure()
  const { missing, connection } = detail
  if (missing.needed.length === 0) return null
  return (
    <Panel
      title="Permissions that scenarios lack"
      actions={
        may && (
          <Button size="xs" onClick={open}>
            Extend the permissions
          </Button>
        )
      }
    >
      {missing.missing.length === 0 && (
        <p className="muted small">
          The modules work without them; only their pick-lists stay empty.
        </p>
      )}
      <PermissionList items={missing.needed} label="Permissions that scenarios lack" />
      <ExtendConnection opened={opened} onClose={close} connection={connection} />
    </Panel>
  )
}
