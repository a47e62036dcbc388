import { Copy } from '../ui/Copy'
import styles from './Settings.module.css'

/** A dialog with it stays until somebody says that they have it. */
export const SHOWN_ONCE = { closeOnClickOutside: false, closeOnEscape: false }

/** Something that is shown this once, to be copied. */
export function Secret({ text, what }: { text: string; what: string }) {
  return (
    <div className={styles.secret}>
      <code>{text}</code>
      <Copy text={text} what={what} />
    </div>
  )
}
