/** How something is doing: always a sign and a word, never a colour alone. */
import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleX,
  Clock,
  LoaderCircle,
  type LucideIcon,
  TriangleAlert,
} from 'lucide-react'
import styles from './Status.module.css'

type Tone = 'ok' | 'warn' | 'err' | 'run' | 'quiet'
type Look = readonly [Tone, LucideIcon, string]

const RUN: Record<string, Look> = {
  waiting: ['run', Clock, 'waiting'],
  running: ['run', LoaderCircle, 'running'],
  success: ['ok', CircleCheck, 'success'],
  warning: ['warn', TriangleAlert, 'warning'],
  error: ['err', CircleX, 'error'],
  cancelled: ['quiet', Ban, 'cancelled'],
}

const CONNECTION: Record<string, Look> = {
  ok: ['ok', CircleCheck, 'OK'],
  expiring: ['warn', Clock, 'expires soon'],
  needs_permission: ['warn', CircleAlert, 'needs permission'],
  revoked: ['err', CircleX, 'revoked'],
  disconnected: ['err', CircleX, 'disconnected'],
}

const KINDS = { run: RUN, connection: CONNECTION }

export function Status({ of, kind = 'run' }: { of: string; kind?: keyof typeof KINDS }) {
  const [tone, Icon, word] = KINDS[kind][of] ?? (['quiet', CircleDashed, of] as const)
  return <Mark tone={tone} icon={Icon} word={word} turning={of === 'running'} />
}

type MarkProps = { tone: Tone; icon: LucideIcon; word: string; turning?: boolean }

export function Mark({ tone, icon: Icon, word, turning = false }: MarkProps) {
  return (
    <span className={`${styles.status} ${styles[tone]}`}>
      <Icon size={16} aria-hidden className={turning ? styles.turning : undefined} />
      <span className={styles.word}>{word}</span>
    </span>
  )
}
