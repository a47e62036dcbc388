import { Copy } from '../ui/Copy'
import styles from './Settings.module.css'

/** Something that is shown this once, to be copied. */
export function Secret({ text, what }: { text: string; what: string }) {
  return (
    <div className={styles.secret}>
      <code>{text}</code>
      <Copy text={text} what={what} />
    </div>
  )
}
