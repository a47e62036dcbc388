/** What differs between two versions, in words. */
import type { Change } from '../api/generated'

const LONGEST = 60

/** The verb, and the rest of the sentence. */
export function sentenceOf(change: Change): [string, string] {
  const what = change.module
    ? `module ${change.module}${change.label ? ` (${change.label})` : ''}`
    : 'the scenario'
  const kind = change.kind[0]?.toUpperCase() + change.kind.slice(1)
  if (!change.field) return [kind, what]
  return [kind, `${change.field} of ${what}: ${value(change.before)} → ${value(change.after)}`]
}

function value(of: unknown): string {
  if (of === null || of === undefined) return 'nothing'
  const text = typeof of === 'string' ? of : JSON.stringify(of)
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text
}
