/** What fields hold, and what becomes of it when somebody types: no digit is ever lost. */
import type { FieldFacts, Values } from './definition'

export const NUMBERS = new Set(['decimal', 'integer', 'money'])
export const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

/** Whether a field holds nothing. */
export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}

/** A plain value as somebody reads and types it. */
export function shown(value: unknown): string {
  if (isBlank(value)) return ''
  return typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value)
}

/** What was typed into a field, as the file shall have it; nothing typed takes the field away.

A number stays a text where a number of the browser would say it otherwise: "12.50", or one of
thirty digits.
*/
export function typed(text: string, field: Pick<FieldFacts, 'kind'>): unknown {
  if (text === '') return undefined
  if (!NUMBERS.has(field.kind)) return text
  const plain = text.trim()
  return DECIMAL.test(plain) && String(Number(plain)) === plain ? Number(plain) : text
}

/** The values with one of them changed; the order of the others stays. */
export function withValue(values: Values, name: string, value: unknown): Values {
  if (value !== undefined) return { ...values, [name]: value }
  const { [name]: _, ...rest } = values
  return rest
}

export type Difference = { fields: Values; without: string[] }

/** What the API is told of a change: only fields that differ, so that all others stay as written. */
export function difference(before: Values, after: Values): Difference {
  const changed = Object.entries(after).filter(([name, value]) => !same(before[name], value))
  return {
    fields: Object.fromEntries(changed),
    without: Object.keys(before).filter((name) => !(name in after)),
  }
}

/** Equal as JSON values. */
export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const [left, right] = [Object.entries(one), other as Record<string, unknown>]
  return (
    left.length === Object.keys(right).length &&
    left.every(([name, value]) => name in right && same(value, right[name]))
  )
}
