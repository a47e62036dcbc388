import type { ScenarioDetail } from '../api/generated'

export type Reason = { said: string; line: number; connections: boolean }

const OF_CONNECTIONS = new Set(['no_connection', 'reconnect', 'missing_permission'])

/** Everything that keeps a scenario from being switched on, each once. */
export function reasonsOf(detail: Pick<ScenarioDetail, 'faults' | 'hindrances'>): Reason[] {
  const found = [
    ...detail.faults.map((fault) => ({
      said: fault.message,
      line: fault.line ?? 0,
      connections: Boolean(fault.connection),
    })),
    ...detail.hindrances.map((one) => ({
      said: one.message,
      line: one.line ?? 0,
      connections: OF_CONNECTIONS.has(one.code),
    })),
  ]
  return found.filter((one, at) => found.findIndex((each) => each.said === one.said) === at)
}
