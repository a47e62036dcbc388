/** The round sign of a module: its app's disc, or the fork of a router. */
import { Split } from 'lucide-react'
import { Disc } from '../ui/Disc'
import styles from './Sign.module.css'
import { ROUTER, type Step } from './steps'

export function Sign({ of, size }: { of: Pick<Step, 'app' | 'kind'>; size: number }) {
  if (of.kind !== ROUTER) return <Disc app={of.app} size={size} />
  return (
    <span className={styles.router} style={{ width: size, height: size }} aria-hidden>
      <Split size={Math.round(size * 0.45)} className={styles.fork} />
    </span>
  )
}
