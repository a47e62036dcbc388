/** What a scenario in the list needs somebody for, and what its line says beneath the name. */
import type { ScenarioFacts } from '../api/generated'
import { counted } from '../ui/figures'

export type Need = { tone: 'err' | 'warn'; said: string }

/** The worst first; nothing where all is well. */
export function needsOf(scenario: ScenarioFacts): Need[] {
  const needs: Need[] = []
  if (scenario.trouble) {
    const off = scenario.state === 'deactivated'
    needs.push({ tone: 'err', said: off ? `Switched off: ${scenario.trouble}` : scenario.trouble })
  }
  if (scenario.incomplete) {
    const wait = scenario.incomplete === 1 ? 'waits' : 'wait'
    needs.push({
      tone: 'warn',
      said: `${counted(scenario.incomplete, 'bundle')} ${wait} for an answer`,
    })
  }
  return needs
}

/** What is worth knowing of one that needs nobody. */
export function aboutOf(scenario: ScenarioFacts): string {
  if (scenario.problems) {
    const keep = scenario.problems === 1 ? 'keeps' : 'keep'
    return `Draft: ${counted(scenario.problems, 'problem')} ${keep} it from running`
  }
  if (scenario.waiting) {
    return `${counted(scenario.waiting, 'event')} ${scenario.waiting === 1 ? 'waits' : 'wait'} for it`
  }
  return scenario.description
}

/** What is lost when it is deleted, as a sentence; "" where nothing waits. */
export function takenAlong(scenario: ScenarioFacts): string {
  const lost = [
    scenario.waiting && counted(scenario.waiting, 'waiting event'),
    scenario.incomplete && counted(scenario.incomplete, 'incomplete run'),
  ].filter(Boolean)
  return lost.length ? `${lost.join(' and ')} will be dropped.` : ''
}

const NAMED = /^(.*?)(?: \((\d+)\))?$/s
const MOST_NAME = 120

/** A name for a copy that no name of `taken` is: "Shop (2)". */
export function copyName(name: string, taken: ReadonlySet<string>): string {
  const [, stem = name, number = '1'] = NAMED.exec(name) ?? []
  for (let next = Number(number) + 1; ; next++) {
    const end = ` (${next})`
    const found = stem.slice(0, MOST_NAME - end.length) + end
    if (!taken.has(found)) return found
  }
}
