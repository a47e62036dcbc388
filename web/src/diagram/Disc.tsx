/** The round sign of a module: its app's monogram, never a logo. */
import { Split } from 'lucide-react'
import styles from './Disc.module.css'
import { hueOf, monogram } from './hues'
import { ROUTER } from './steps'

type DiscProps = { app: string; kind?: string; size?: 'large' | 'small' | 'tiny' }

const ICON = { large: 28, small: 14, tiny: 11 }

export function Disc({ app, kind = '', size = 'large' }: DiscProps) {
  if (kind === ROUTER) {
    return (
      <span className={`${styles.disc} ${styles[size]} ${styles.router}`} aria-hidden>
        <Split size={ICON[size]} className={styles.split} />
      </span>
    )
  }
  return (
    <span className={`${styles.disc} ${styles[size]} ${styles[`hue${hueOf(app)}`]}`} aria-hidden>
      {monogram(app)}
    </span>
  )
}
