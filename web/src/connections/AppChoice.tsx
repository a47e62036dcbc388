import { UnstyledButton } from '@mantine/core'
import type { Guide } from '../api/generated'
import { Disc } from '../ui/Disc'
import styles from './Connections.module.css'

/** The apps that can be connected. */
export function AppChoice({
  guides,
  onPick,
}: {
  guides: ReadonlyArray<Guide>
  onPick: (app: string) => void
}) {
  return (
    <ul className={styles.apps} aria-label="Apps that can be connected">
      {guides.map((guide) => (
        <li key={guide.app}>
          <UnstyledButton className={styles.app} onClick={() => onPick(guide.app)}>
            <Disc app={guide.label} size={32} />
            {guide.label}
          </UnstyledButton>
        </li>
      ))}
    </ul>
  )
}
