/** A module as a scenario's file writes it, to be copied: its required fields, and a few more. */
import type { FieldFacts } from '../forms/definition'

const FEW = 4 // fields of a list whose fields may all be left out

const VALUES: Record<string, string> = {
  boolean: 'true',
  money: '"10.00"',
  decimal: '1',
  integer: '1',
  date: '"2026-01-31"',
  moment: '"2026-01-31T12:00:00Z"',
  texts: '[]',
  file: '"{{1.file}}"',
}

export function snippet(
  module: string,
  inputs: ReadonlyArray<FieldFacts>,
  connected: boolean,
): string {
  const wanted = inputs.filter((field) => field.required)
  const lines = [`- id: 1`, `  module: ${module}`]
  if (connected) lines.push('  connection: books')
  if (wanted.length > 0) lines.push('  map:', ...wanted.flatMap((field) => entry(field, '    ')))
  return `${lines.join('\n')}\n`
}

function entry(field: FieldFacts, indent: string): string[] {
  const within = field.of ?? []
  if (within.length === 0) return [`${indent}${field.name}: ${sampleOf(field)}`]
  const required = within.filter((each) => each.required)
  const shown = required.length > 0 ? required : within.filter((each) => !each.of).slice(0, FEW)
  const body = shown.flatMap((each) => entry(each, `${indent}    `))
  if (field.kind === 'group') return [`${indent}${field.name}:`, ...body]
  const [first = '', ...rest] = body
  return [`${indent}${field.name}:`, first.replace(`${indent}    `, `${indent}  - `), ...rest]
}

function sampleOf(field: FieldFacts): string {
  return field.enum?.[0] ?? VALUES[field.kind] ?? '"…"'
}
