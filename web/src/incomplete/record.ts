/** What was sent and what is held, as fields that a person can read and compare. */
import { Numeral } from '../api/exact'

export type Field = { path: string; name: string; text: string }
export type Mark = 'same' | 'differs' | 'sent' | 'held'
export type Compared = { path: string; name: string; sent: string; held: string; mark: Mark }

type Record_ = Readonly<Record<string, unknown>>

const MOST = 400 // fields that one look can take in
const DATE = /^\d{4}-\d\d-\d\d/
const MIDNIGHT = /^(\d{4}-\d\d-\d\d)T00:00:00(\.0+)?(Z|\+00:00)?$/
const NUMBER = /^-?\d+(\.\d+)?$/

/** The one that is looked at, of all that a request carried. */
export function elementOf(body: unknown, position: number): unknown {
  if (Array.isArray(body)) return body[position] ?? body
  if (!isRecord(body)) return body
  const lists = Object.values(body).filter(Array.isArray)
  const [only] = lists
  return lists.length === 1 && Object.keys(body).length === 1 && only
    ? (only[position] ?? body)
    : body
}

/** Every value in it with its path, in the order in which it stands there. */
export function fieldsOf(value: unknown): Field[] {
  const found: Field[] = []
  gather(value, '', found)
  return found
}

function gather(value: unknown, path: string, into: Field[]): void {
  if (into.length >= MOST || value === null || value === undefined || value === '') return
  if (Array.isArray(value)) {
    value.forEach((each, at) => {
      gather(each, path ? `${path}[${at + 1}]` : `[${at + 1}]`, into)
    })
  } else if (isRecord(value)) {
    for (const [name, each] of Object.entries(value)) {
      gather(each, path ? `${path}.${name}` : name, into)
    }
  } else {
    into.push({ path, name: named(path), text: String(value) })
  }
}

/** "LineItems[1].UnitAmount" as "Line items 1 › Unit amount". */
export function named(path: string): string {
  return path
    .split('.')
    .map((part) => worded(part.replace(/\[(\d+)\]/g, ' $1').trim()))
    .join(' › ')
}

function worded(name: string): string {
  const words = name
    .replace(/_/g, ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(' ')
    .map((word, at) => (at > 0 && !/^[A-Z]{2,}$/.test(word) ? word.toLowerCase() : word))
    .join(' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Every field that was sent beside what is held of it, and what else tells records apart.

Amounts, dates and capitals are compared as what they mean: 10 is 10.00. */
export function compared(sent: unknown, held: unknown): Compared[] {
  const there = new Map(fieldsOf(held).map((field) => [field.path, field]))
  const rows = fieldsOf(sent).map((field): Compared => {
    const text = there.get(field.path)?.text ?? ''
    there.delete(field.path)
    const mark = text === '' ? 'sent' : alike(field.text, text) ? 'same' : 'differs'
    return { path: field.path, name: field.name, sent: field.text, held: text, mark }
  })
  const more = [...there.values()].map(
    ({ path, name, text }): Compared => ({ path, name, sent: '', held: text, mark: 'held' }),
  )
  return [...rows, ...more]
}

export function differences(rows: ReadonlyArray<Compared>): number {
  return rows.filter((row) => row.mark === 'differs').length
}

function alike(sent: string, held: string): boolean {
  if (sent === held) return true
  if (NUMBER.test(sent) && NUMBER.test(held)) return Number(sent) === Number(held)
  if (DATE.test(sent) && DATE.test(held)) return day(sent) === day(held)
  return sent.trim().toLocaleLowerCase('en') === held.trim().toLocaleLowerCase('en')
}

function day(moment: string): string {
  return MIDNIGHT.exec(moment)?.[1] ?? moment
}

const NAMES = /(number|name|code|reference)$/i

/** What a person would call a record: its number, else its name, else its id. */
export function calledOf(record: Record_, identity: string): string {
  for (const [name, value] of Object.entries(record)) {
    if (typeof value === 'string' && value && NAMES.test(name)) return value
  }
  return identity
}

function isRecord(value: unknown): value is Record_ {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Numeral)
  )
}
