/** What keeps a scenario from running or going on, each with the one thing that mends it. */
import type { ScenarioDetail } from '../api/generated'
import { usesOf } from './naming'

export type Hurdle = {
  message: string
  remedy: 'create' | 'extend' | 'reconnect' | 'schedule' | 'module' | 'line' | ''
  module: number
  line: number
  app: string
  /** What the scenario calls the connection, what the installation does, and where it works. */
  name: string
  connection: string
  organisation: string
}

type Wrong = Pick<ScenarioDetail, 'document' | 'faults' | 'hindrances'>

const REMEDIES: Record<string, Hurdle['remedy']> = {
  ExtendPermissions: 'extend',
  Reconnect: 'reconnect',
  ChooseConnection: 'create',
  ChooseOrganisation: 'create',
  WrongOrganisation: 'create',
}

const CODES: Record<string, Hurdle['remedy']> = {
  no_schedule: 'schedule',
  over: 'schedule',
  no_connection: 'create',
  reconnect: 'reconnect',
  missing_permission: 'extend',
}

/** Faults first; where there are none, what keeps it from being switched on. */
export function hurdlesOf(scenario: Wrong): Hurdle[] {
  // One that is empty needs its first module, which the diagram says by itself.
  if (!hasFlow(scenario)) return []
  const uses = usesOf(scenario)
  if (scenario.faults.length > 0) {
    return scenario.faults.map((fault) => {
      const use = uses.find((each) => each.name === fault.connection)
      return hurdle(fault, REMEDIES[fault.remedy ?? ''], use)
    })
  }
  return scenario.hindrances.map((each) => {
    const use = uses.find((one) => one.connection === each.connection)
    return hurdle(each, CODES[each.code], use)
  })
}

type Told = { message: string; module?: number; line?: number }
type Use = { name: string; app: string; connection: string; organisation: string }

function hurdle(told: Told, remedy: Hurdle['remedy'] | undefined, use: Use | undefined): Hurdle {
  const module = told.module ?? 0
  const line = told.line ?? 0
  return {
    message: told.message,
    remedy: remedy ?? (module ? 'module' : line ? 'line' : ''),
    module,
    line,
    app: use?.app ?? '',
    name: use?.name ?? '',
    connection: use?.connection ?? '',
    organisation: use?.organisation ?? '',
  }
}

function hasFlow(scenario: Pick<ScenarioDetail, 'document'>): boolean {
  const { flow } = scenario.document
  return Array.isArray(flow) && flow.length > 0
}
