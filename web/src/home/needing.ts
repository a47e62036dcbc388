/** Everything that waits for somebody, as lines with the place where it is answered. */
import type { Cause, Check, ConnectionFacts, DeliveryLine, ScenarioFacts } from '../api/generated'
import { counted } from '../ui/figures'
import { sentenceOf } from '../ui/message'

export type Kind = 'incomplete' | 'scenario' | 'connection' | 'delivery' | 'installation'

export type Line = {
  id: string
  kind: Kind
  tone: 'err' | 'warn'
  title: string
  said: string
  to: string
  search?: Record<string, string>
}

export function ofCauses(causes: ReadonlyArray<Cause>): Line[] {
  return causes.map((cause) => ({
    id: `incomplete ${cause.id} ${cause.scenario_id} ${cause.module}`,
    kind: 'incomplete',
    tone: cause.kind === 'parked' ? 'err' : 'warn',
    title: `${cause.scenario}: ${counted(cause.count, 'bundle')} stopped at module ${cause.module}`,
    said: sentenceOf(cause.message),
    to: '/incomplete',
    search: { cause: cause.id },
  }))
}

/** Those that fail or do not start; one whose bundles wait is told by their causes. */
export function ofScenarios(scenarios: ReadonlyArray<ScenarioFacts>): Line[] {
  return scenarios
    .filter((one) => one.trouble || one.last_status === 'error')
    .map((one) => ({
      id: `scenario ${one.id}`,
      kind: 'scenario',
      tone: 'err',
      title: one.trouble ? `${one.name} ${DOES[one.state] ?? 'needs you'}` : `${one.name} failed`,
      said: one.trouble || 'Its last run ended with an error.',
      to: one.trouble || !one.last_run ? `/scenarios/${one.id}` : `/runs/${one.last_run}`,
    }))
}

const DOES: Record<string, string> = {
  'held up': 'does not start',
  deactivated: 'was switched off',
}

export function ofConnections(connections: ReadonlyArray<ConnectionFacts>): Line[] {
  return connections
    .filter((one) => one.state !== 'ok')
    .map((one) => ({
      id: `connection ${one.id}`,
      kind: 'connection',
      tone: one.state === 'expiring' ? 'warn' : 'err',
      title: `${one.name} ${IS[one.state] ?? one.state}`,
      said: one.reason,
      to: `/connections/${one.id}`,
    }))
}

const IS: Record<string, string> = {
  expiring: 'expires soon',
  needs_permission: 'needs a permission',
  revoked: 'was revoked',
  disconnected: 'is disconnected',
}

export function ofDeliveries(deliveries: ReadonlyArray<DeliveryLine>): Line[] {
  const [first] = deliveries
  if (!first) return []
  return [
    {
      id: 'deliveries',
      kind: 'delivery',
      tone: 'err',
      title: `${counted(deliveries.length, 'delivery', 'deliveries')} could not be read`,
      said: first.trouble,
      to: `/webhooks/${first.registration_id}`,
      search: { outcome: 'unreadable' },
    },
  ]
}

/** What the doctor found, but for connections, which are told one by one. */
export function ofChecks(checks: ReadonlyArray<Check>): Line[] {
  return checks
    .filter((check) => !check.ok && check.check !== 'connections')
    .map((check) => ({
      id: `check ${check.check}`,
      kind: 'installation',
      tone: 'err',
      title: `Something is wrong with the ${check.check}`,
      said: check.found,
      to: '/settings/installation',
    }))
}
