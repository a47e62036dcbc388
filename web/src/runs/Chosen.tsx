/** What can be done with several runs at once. */
import { Button, Menu } from '@mantine/core'
import { ChevronDown, RotateCcw } from 'lucide-react'
import { useAgain } from '../run/doing'
import { counted } from '../ui/figures'
import styles from './Runs.module.css'

type ChosenProps = { ids: string[]; clear: () => void; done: () => void }

export function Chosen({ ids, clear, done }: ChosenProps) {
  const again = useAgain(() => {
    clear()
    done()
  })
  return (
    <div className={styles.chosen} role="status">
      <span>{counted(ids.length, 'run')} chosen</span>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            size="xs"
            loading={again.isPending}
            leftSection={<RotateCcw size={14} aria-hidden />}
            rightSection={<ChevronDown size={14} aria-hidden />}
          >
            Run again
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => again.mutate({ runs: ids, which: 'present' })}>
            In the version of now
          </Menu.Item>
          <Menu.Item onClick={() => again.mutate({ runs: ids, which: 'same' })}>
            Each in its version of then
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Button size="xs" variant="default" onClick={clear}>
        Choose none
      </Button>
    </div>
  )
}
