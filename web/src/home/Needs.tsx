import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import {
  CircleCheck,
  CircleX,
  type LucideIcon,
  Plug,
  Server,
  TriangleAlert,
  Webhook,
  Workflow,
} from 'lucide-react'
import {
  checkUpOptions,
  listCausesOptions,
  listConnectionsOptions,
  listDeliveriesOptions,
  listScenariosOptions,
} from '../api/generated/@tanstack/react-query.gen'
import { Waiting } from '../ui/Loaded'
import { Panel } from '../ui/Page'
import styles from './Home.module.css'
import {
  type Kind,
  type Line,
  ofCauses,
  ofChecks,
  ofConnections,
  ofDeliveries,
  ofScenarios,
} from './needing'

const MOST = 50
const ICONS: Record<Kind, LucideIcon> = {
  incomplete: TriangleAlert,
  scenario: Workflow,
  connection: Plug,
  delivery: Webhook,
  installation: Server,
}
const WORDS: Record<Kind, string> = {
  incomplete: 'Incomplete',
  scenario: 'Scenario',
  connection: 'Connection',
  delivery: 'Webhook',
  installation: 'Installation',
}

export function Needs() {
  const { lines, loading } = useNeeds()
  return (
    <Panel title="Needs you" flush={lines.length > 0}>
      {loading && lines.length === 0 && <Waiting lines={2} />}
      {!loading && lines.length === 0 && (
        <p className={styles.well}>
          <CircleCheck size={18} aria-hidden /> Nothing: everything is doing what it should.
        </p>
      )}
      {lines.length > 0 && (
        <ul className={styles.needs}>
          {lines.map((line) => (
            <Need key={line.id} line={line} />
          ))}
        </ul>
      )}
    </Panel>
  )
}

function Need({ line }: { line: Line }) {
  const Icon = line.tone === 'err' ? CircleX : ICONS[line.kind]
  return (
    <li>
      <Link to={line.to} search={(line.search ?? {}) as never} className={styles.need}>
        <Icon size={18} aria-hidden className={styles[line.tone]} />
        <span className={styles.what}>
          <span className={styles.title}>{line.title}</span>
          <span className={styles.said}>{line.said}</span>
        </span>
        <span className={styles.kind}>{WORDS[line.kind]}</span>
      </Link>
    </li>
  )
}

function useNeeds(): { lines: Line[]; loading: boolean } {
  const causes = useQuery(listCausesOptions())
  const scenarios = useQuery(listScenariosOptions({ query: { ailing: true, limit: MOST } }))
  const connections = useQuery(listConnectionsOptions())
  const deliveries = useQuery(
    listDeliveriesOptions({ query: { outcome: 'unreadable', limit: MOST } }),
  )
  const doctor = useQuery({ ...checkUpOptions(), refetchInterval: 60_000 })
  return {
    lines: [
      ...ofChecks(doctor.data?.checks ?? []),
      ...ofConnections(connections.data?.items ?? []),
      ...ofScenarios(scenarios.data?.items ?? []),
      ...ofDeliveries(deliveries.data?.items ?? []),
      ...ofCauses(causes.data?.items ?? []),
    ],
    loading: [causes, scenarios, connections, deliveries, doctor].some((each) => each.isLoading),
  }
}
