import { Kbd, Modal } from '@mantine/core'
import styles from './Shell.module.css'
import { JUMPS, MOD } from './shortcuts'

/** The sheet of keys. */
export function Shortcuts({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard">
      <dl className={styles.sheet}>
        <Line keys={[MOD, 'K']} does="Find a page, a scenario or a run" />
        <Line keys={['?']} does="This sheet" />
        {[...JUMPS].map(([key, { label }]) => (
          <Line key={key} keys={['G', key.toUpperCase()]} does={`Go to ${label}`} />
        ))}
      </dl>
    </Modal>
  )
}

function Line({ keys, does }: { keys: string[]; does: string }) {
  return (
    <div>
      <dt>
        {keys.map((key) => (
          <Kbd key={key}>{key}</Kbd>
        ))}
      </dt>
      <dd>{does}</dd>
    </div>
  )
}
