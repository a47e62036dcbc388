import type { Trouble } from '../api/trouble'

type Told = { detail?: unknown; line?: unknown }

/** What is wrong with a text, each with its line; none where the answer tells of no lines. */
export function linesOf(trouble: Trouble): Array<{ line: number; said: string }> {
  const told: Told[] = trouble.errors
  return told
    .filter((each) => typeof each.line === 'number')
    .map((each) => ({ line: Number(each.line), said: String(each.detail ?? '') }))
}
