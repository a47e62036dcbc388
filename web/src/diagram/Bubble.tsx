/** What a run did at one module: an outcome's sign and how often it worked. */
import { Check, CircleDashed, CircleX, LoaderCircle, TriangleAlert } from 'lucide-react'
import { number } from '../ui/figures'
import styles from './Bubble.module.css'
import type { Figure, Outcome } from './figures'

const SIGN = {
  running: LoaderCircle,
  success: Check,
  warning: TriangleAlert,
  error: CircleX,
  none: CircleDashed,
} satisfies Record<Outcome, unknown>

export function Bubble({ figure }: { figure: Figure }) {
  const Sign = SIGN[figure.outcome]
  return (
    <span className={`${styles.bubble} ${styles[figure.outcome]}`} aria-hidden>
      <Sign size={13} strokeWidth={2.5} className={styles.sign} />
      {number(figure.operations)}
    </span>
  )
}
