/** What can be done with one run of the list. */
import { ActionIcon, Menu } from '@mantine/core'
import { Ban, EllipsisVertical, Play, RotateCcw } from 'lucide-react'
import type { RunLine } from '../api/generated'
import { ended, useAgain, useCancel, useResume, whyNotAgain } from '../run/doing'
import { useMay } from '../shell/me'

export function RunMenu({ run, done }: { run: RunLine; done: () => void }) {
  const may = useMay('scenarios:run')
  const again = useAgain(done)
  const cancel = useCancel()
  const resume = useResume()
  if (!may) return null
  const why = whyNotAgain(run)
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <ActionIcon aria-label="What can be done">
          <EllipsisVertical size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{why || 'Run again with the same inputs'}</Menu.Label>
        <Menu.Item
          leftSection={<RotateCcw size={16} aria-hidden />}
          disabled={Boolean(why)}
          onClick={() => again.mutate({ runs: [run.id], which: 'present' })}
        >
          In the version of now
        </Menu.Item>
        <Menu.Item
          leftSection={<RotateCcw size={16} aria-hidden />}
          disabled={Boolean(why)}
          onClick={() => again.mutate({ runs: [run.id], which: 'same' })}
        >
          In version {run.version}, as then
        </Menu.Item>
        {!ended(run) && (
          <>
            <Menu.Divider />
            {run.status === 'waiting' && (
              <Menu.Item
                leftSection={<Play size={16} aria-hidden />}
                onClick={() => resume.mutate(run)}
              >
                Resume now
              </Menu.Item>
            )}
            <Menu.Item
              color="var(--err)"
              leftSection={<Ban size={16} aria-hidden />}
              onClick={() => cancel.mutate(run)}
            >
              Cancel
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
