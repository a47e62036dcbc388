/** What a run did at each module, and how that is said. Pure. */
import { counted, number } from '../ui/figures'

export type Outcome = 'running' | 'success' | 'warning' | 'error' | 'none'

export type Figure = {
  operations: number
  outcome: Outcome
  calls?: number
  /** Bundles that the filter on the link into the module let through, and held back. */
  passed?: number
  stopped?: number
  bytes?: number
}

/** By the module's id. */
export type Figures = Readonly<Record<number, Figure>>

const SAID: Record<Outcome, string> = {
  running: 'running',
  success: 'success',
  warning: 'warning',
  error: 'error',
  none: 'not reached',
}

/** "3 operations, 1 API call, success" */
export function figureSaid(figure: Figure): string {
  const calls = figure.calls ? [counted(figure.calls, 'API call')] : []
  return [counted(figure.operations, 'operation'), ...calls, SAID[figure.outcome]].join(', ')
}

/** "8 of 10 passed" or "2 stopped"; "" where the filter saw nothing. */
export function filterSaid(figure: Figure | undefined): string {
  const { passed, stopped = 0 } = figure ?? {}
  if (passed === undefined) return stopped ? `${number(stopped)} stopped` : ''
  return `${number(passed)} of ${number(passed + stopped)} passed`
}

/** The whole run in a sentence, for those who do not see the bubbles. */
export function runSaid(figures: Figures): string {
  const all = Object.values(figures)
  const operations = all.reduce((sum, one) => sum + one.operations, 0)
  const of = (outcome: Outcome) => all.filter((one) => one.outcome === outcome).length
  const parts = [
    of('running') && `${counted(of('running'), 'module')} at work`,
    of('error') && `${counted(of('error'), 'module')} with errors`,
    of('warning') && `${counted(of('warning'), 'module')} with warnings`,
  ].filter(Boolean)
  return [counted(operations, 'operation'), ...parts].join(', ')
}
