/** A JSON value as the rows of a tree, and where each of them is in words of the mapping language. */
import { Numeral, written } from '../api/exact'

export type Kind = 'object' | 'array' | 'text' | 'number' | 'boolean' | 'null' | 'more'

export type Branch = {
  /** Where it is: "Contact.Name", "LineItems[2].Quantity"; "" of the whole. */
  path: string
  name: string
  depth: number
  kind: Kind
  /** What stands beside the name: the value, or how much is within. */
  said: string
  value: unknown
  /** Whether there is more to see: what is within, or the rest of a long text. */
  folds: boolean
  open: boolean
  /** Its place among those beside it, from 1, and how many they are. */
  place: number
  beside: number
}

export const LONG = 160 // characters of a text that are shown until it is unfolded
export const MANY = 100 // parts of a value that are shown at once
const DEEP = 2 // levels that are open from the first

/** What somebody opened or closed himself, by path; what he did not touch is open near the top. */
export type Folding = Readonly<Record<string, boolean>>

/** The rows of a value that are to be seen now; `shown` says of which paths more than usual. */
export function branches(
  value: unknown,
  folding: Folding = {},
  shown: Readonly<Record<string, number>> = {},
): Branch[] {
  const rows: Branch[] = []
  if (parts(value, '').length === 0) {
    return [row('', '', 0, value, folding, [1, 1])]
  }
  within(rows, value, '', 0, folding, shown)
  return rows
}

function within(
  rows: Branch[],
  value: unknown,
  path: string,
  depth: number,
  folding: Folding,
  shown: Readonly<Record<string, number>>,
): void {
  const all = parts(value, path)
  const most = shown[path] ?? MANY
  all.slice(0, most).forEach(([name, where, part], at) => {
    const one = row(where, name, depth, part, folding, [at + 1, all.length])
    rows.push(one)
    if (one.open && one.kind !== 'text') within(rows, part, where, depth + 1, folding, shown)
  })
  if (all.length > most) {
    const said = `${Math.min(MANY, all.length - most)} more of ${all.length}`
    const more = { path, name: said, depth, kind: 'more' as const, said: '', value }
    rows.push({ ...more, folds: false, open: false, place: most + 1, beside: all.length })
  }
}

function row(
  path: string,
  name: string,
  depth: number,
  value: unknown,
  folding: Folding,
  [place, beside]: [number, number],
): Branch {
  const kind = kindOf(value)
  const long = kind === 'text' && String(value).length > LONG
  const folds = long || parts(value, path).length > 0
  const open = folds && (folding[path] ?? (!long && depth < DEEP))
  const said = sayValue(value, kind, open)
  return { path, name, depth, kind, said, value, folds, open, place, beside }
}

export function kindOf(value: unknown): Kind {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number' || value instanceof Numeral) return 'number'
  if (typeof value === 'object') return 'object'
  return typeof value === 'boolean' ? 'boolean' : 'text'
}

function parts(value: unknown, path: string): Array<[string, string, unknown]> {
  if (Array.isArray(value)) {
    return value.map((part, at) => [`[${at + 1}]`, `${path}[${at + 1}]`, part])
  }
  if (kindOf(value) !== 'object') return []
  return Object.entries(value as object).map(([name, part]) => [name, joined(path, name), part])
}

const PLAIN = /^[\p{L}_][\p{L}\p{N}_]*$/u

/** A name that is no word of the language stands in backquotes. */
function joined(path: string, name: string): string {
  const said = PLAIN.test(name) ? name : `\`${name}\``
  return path ? `${path}.${said}` : said
}

function sayValue(value: unknown, kind: Kind, open: boolean): string {
  if (kind === 'array') return counting((value as unknown[]).length, 'item', '[]')
  if (kind === 'object') return counting(Object.keys(value as object).length, 'field', '{}')
  if (kind === 'null') return 'empty'
  if (kind === 'boolean') return value ? 'Yes' : 'No'
  if (kind === 'number') return String(value)
  const text = String(value)
  if (text === '') return 'empty text'
  return open || text.length <= LONG ? text : `${text.slice(0, LONG)}…`
}

function counting(count: number, what: string, none: string): string {
  return count === 0 ? none : `${count} ${what}${count === 1 ? '' : 's'}`
}

/** What is copied of a value: a text as it is, the rest as JSON. */
export function copied(value: unknown): string {
  return typeof value === 'string' ? value : written(value)
}

/** A path of module `module`, as a field takes it: "{{3.Contact.Name}}"; of none, the plain names. */
export function reference(module: number | undefined, path: string): string {
  if (module === undefined) return path.replaceAll('`', '')
  return path === ''
    ? `{{\`${module}\`}}`
    : `{{${module}${path.startsWith('[') ? '' : '.'}${path}}}`
}

/** Where the focus goes by a key, as in every tree; undefined where the key means nothing here. */
export function moved(rows: readonly Branch[], at: number, key: string): number | undefined {
  const now = rows[at]
  if (now === undefined) return undefined
  if (key === 'ArrowDown') return Math.min(at + 1, rows.length - 1)
  if (key === 'ArrowUp') return Math.max(at - 1, 0)
  if (key === 'Home') return 0
  if (key === 'End') return rows.length - 1
  if (key === 'ArrowRight' && now.open && now.kind !== 'text')
    return Math.min(at + 1, rows.length - 1)
  if (key !== 'ArrowLeft' || (now.open && now.folds)) return undefined
  return rows.findLastIndex((row, place) => place < at && row.depth < now.depth)
}
