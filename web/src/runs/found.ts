/** What was found in bundles: by run, where it is, and which of its letters were looked for. Pure. */
import type { Hit } from '../api/generated'

export type Lot = { run: Pick<Hit, 'run_id' | 'scenario' | 'status' | 'started_at'>; hits: Hit[] }

/** Hits that follow each other in one run, together. */
export function lots(hits: readonly Hit[]): Lot[] {
  const made: Lot[] = []
  for (const hit of hits) {
    const last = made.at(-1)
    if (last?.run.run_id === hit.run_id) last.hits.push(hit)
    else made.push({ run: hit, hits: [hit] })
  }
  return made
}

const SIDES: Record<string, string> = {
  in: 'went in',
  out: 'came out',
  trouble: 'what went wrong',
  call: 'an address that was called',
  record: 'a record that was written',
  run: 'the run itself',
}

/** "Module 2, bundle 9006, came out: line". */
export function whereSaid({ module, path, side, field, number }: Hit): string {
  const parts = [
    module === null ? '' : `Module ${module}`,
    path && `bundle ${path}`,
    side === 'out' && number > 1 ? `${SIDES.out} as number ${number}` : (SIDES[side] ?? side),
  ]
  return `${capital(parts.filter(Boolean).join(', '))}${field ? `: ${field}` : ''}`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Where a hit is shown: the query of the run's page. */
export function placeOf({ module, operation, side, number }: Hit): Record<string, string> {
  if (module === null) return {}
  const tab = { in: 'input', out: 'output', call: 'http', trouble: 'input', record: 'output' }[side]
  const place: Record<string, string> = { module: String(module) }
  if (operation) place.op = operation
  if (tab && (operation || side === 'call')) place.tab = tab
  if (side === 'out' && number > 1) place.bundle = String(number)
  return place
}

export type Piece = { text: string; found: boolean }

/** The text in pieces, of which some are what was looked for. */
export function pieces(text: string, asked: string): Piece[] {
  const words = [...asked.matchAll(/"([^"]+)"|(\S+)/g)]
    .map((match) => match[1] ?? match[2] ?? '')
    .filter(Boolean)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  if (words.length === 0) return [{ text, found: false }]
  return text
    .split(new RegExp(`(${words.join('|')})`, 'giu'))
    .map((piece, at) => ({ text: piece, found: at % 2 === 1 }))
    .filter((piece) => piece.text)
}
