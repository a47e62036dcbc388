/** Whether the parts of the installation do their work, in a strip. */
import { Tooltip } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleCheck, CircleDashed, CircleX, type LucideIcon } from 'lucide-react'
import {
  checkUpOptions,
  listRunsOptions,
  listWebhooksOptions,
} from '../api/generated/@tanstack/react-query.gen'
import { counted } from '../ui/figures'
import styles from './Home.module.css'

type Part = {
  name: string
  tone: 'ok' | 'err' | 'quiet'
  word: string
  found: string
  to: string
}

const ICONS: Record<Part['tone'], LucideIcon> = {
  ok: CircleCheck,
  err: CircleX,
  quiet: CircleDashed,
}

export function Health() {
  const parts = useParts()
  return (
    <ul className={styles.health} aria-label="How the installation is doing">
      {parts.map((part) => (
        <li key={part.name} className={styles.cell}>
          <Tooltip label={part.found} disabled={!part.found}>
            <Link to={part.to} className={styles.part}>
              <Sign tone={part.tone} />
              <span className={styles.name}>{part.name}</span>
              <span className="muted">{part.word}</span>
            </Link>
          </Tooltip>
        </li>
      ))}
    </ul>
  )
}

function Sign({ tone }: { tone: Part['tone'] }) {
  const Icon = ICONS[tone]
  return <Icon size={16} aria-hidden className={styles[tone]} />
}

type Ready = { checks?: Record<string, string> }

async function readiness(): Promise<Ready> {
  const answer = await fetch('/readyz')
  return (await answer.json()) as Ready
}

const LOOK = 30_000

function useParts(): Part[] {
  const doctor = useQuery({ ...checkUpOptions(), refetchInterval: 60_000 })
  const ready = useQuery({ queryKey: ['readyz'], queryFn: readiness, refetchInterval: LOOK })
  const hooks = useQuery(listWebhooksOptions())
  const open = useQuery(listRunsOptions({ query: { status: 'waiting,running', limit: 100 } }))
  const at = '/settings/installation'
  const database = doctor.data?.checks.find((check) => check.check === 'database')
  const engine = ready.data?.checks?.engine
  return [
    {
      name: 'Database',
      to: at,
      found: database?.found ?? '',
      ...well(database?.ok, 'answers', 'does not answer'),
    },
    {
      name: 'Worker',
      to: at,
      found: engine === 'ok' ? '' : (engine ?? ''),
      ...well(engine === undefined ? undefined : engine === 'ok', 'moves runs', 'is not there'),
    },
    { name: 'Webhooks', to: '/webhooks', found: '', ...webhooks(hooks.data?.items) },
    {
      name: 'Queue',
      to: '/runs?status=waiting,running',
      found: '',
      tone: open.data ? 'ok' : 'quiet',
      word: open.data ? queue(open.data.items.length) : '…',
    },
  ]
}

function well(is: boolean | undefined, yes: string, no: string): Pick<Part, 'tone' | 'word'> {
  if (is === undefined) return { tone: 'quiet', word: '…' }
  return is ? { tone: 'ok', word: yes } : { tone: 'err', word: no }
}

function webhooks(
  hooks: ReadonlyArray<{ status: string; scenarios: unknown[] }> | undefined,
): Pick<Part, 'tone' | 'word'> {
  if (!hooks) return { tone: 'quiet', word: '…' }
  const deaf = hooks.filter((hook) => hook.status !== 'listening' && hook.scenarios.length > 0)
  if (deaf.length) return { tone: 'err', word: `${deaf.length} not set up` }
  const listening = hooks.filter((hook) => hook.status === 'listening').length
  return listening
    ? { tone: 'ok', word: `${listening} listening` }
    : { tone: 'quiet', word: 'none set up' }
}

function queue(open: number): string {
  if (open === 0) return 'empty'
  return open >= 100 ? '100 runs or more' : counted(open, 'run')
}
