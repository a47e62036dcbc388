/** Somebody else saved meanwhile: what they changed, and whose change is to count. */
import { Button, Group, Modal } from '@mantine/core'
import type { Trouble } from '../api/trouble'
import styles from './Scenario.module.css'

type OvertakenProps = {
  trouble: Trouble | undefined
  busy: boolean
  onAgain: () => void
  onReload: () => void
  onClose: () => void
}

export function Overtaken({ trouble, busy, onAgain, onReload, onClose }: OvertakenProps) {
  return (
    <Modal opened={!!trouble} onClose={onClose} title="Somebody else saved meanwhile">
      <p>{trouble?.detail}</p>
      {trouble && trouble.errors.length > 0 && (
        <ul className={styles.differs} aria-label="What they changed">
          {trouble.errors.map((each) => (
            <li key={`${each.field} ${each.detail}`}>
              <code>{each.field}</code> {each.detail}
            </li>
          ))}
        </ul>
      )}
      <p className="muted small">
        Look at the other version first, and yours is gone; or make your change again on top of it.
        Every version is kept, so either can be restored.
      </p>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onReload} data-autofocus>
          Reload theirs
        </Button>
        <Button loading={busy} onClick={onAgain}>
          Apply mine again
        </Button>
      </Group>
    </Modal>
  )
}
