/** Something to know or to do about what stands beside it: quiet, but seen. */
import { CircleAlert, CircleX } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './Note.module.css'

type NoteProps = {
  title: ReactNode
  tone?: 'warn' | 'err'
  /** What helps, on the right. */
  action?: ReactNode
  /** Said at once by screen readers: for what somebody did. */
  urgent?: boolean
  children?: ReactNode
}

export function Note({ title, tone = 'warn', action, urgent = false, children }: NoteProps) {
  const Icon = tone === 'err' ? CircleX : CircleAlert
  return (
    <div className={`${styles.note} ${styles[tone]}`} role={urgent ? 'alert' : undefined}>
      <Icon size={18} aria-hidden className={styles.icon} />
      <div className={styles.said}>
        <strong>{title}</strong>
        {children && <div>{children}</div>}
      </div>
      {action}
    </div>
  )
}
