import styles from './Copied.module.css'
import { Copy } from './Copy'

/** A text to take elsewhere, as it stands, with the button that copies it. */
export function Copied({ text, what }: { text: string; what: string }) {
  return (
    <span className={styles.copied}>
      <code>{text}</code>
      <Copy text={text} what={what} />
    </span>
  )
}
