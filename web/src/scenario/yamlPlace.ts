/** Where in a YAML text somebody writes: told by the indents, since the text is half done then. */

export type Place = {
  /** The keys above, from the top; `[]` is an item of a list. */
  path: string[]
  /** The key whose value is written; "" where a key is. */
  key: string
  /** What of it is written already, and where that begins in the line. */
  word: string
  begins: number
  /** The line, from 0, of the first key of the item of a list that this is in; -1 where none is. */
  item: number
}

type Line = { dash: number; at: number; key: string; blank: boolean }

const KEY = /^((?:"[^"]*"|'[^']*'|[^\s:#'"[{][^:#]*?))\s*:(?=\s|$)/

function read(text: string): Line {
  let at = text.length - text.trimStart().length
  let rest = text.slice(at)
  let dash = -1
  for (let found = /^-\s+|^-$/.exec(rest); found; found = /^-\s+|^-$/.exec(rest)) {
    dash = at
    at += Math.max(found[0].length, 2)
    rest = rest.slice(found[0].length)
  }
  const key = KEY.exec(rest)?.[1]?.replace(/^['"]|['"]$/g, '') ?? ''
  return { dash, at, key, blank: rest === '' || rest.startsWith('#') }
}

/** The place at a column of a line, both from 0. */
export function placeAt(lines: ReadonlyArray<string>, line: number, column: number): Place {
  const text = (lines[line] ?? '').slice(0, column)
  const here = read(text)
  const start = Math.min(here.at, Math.max(text.length, here.dash + 1))
  const value = here.key ? text.slice(text.indexOf(':', here.at) + 1) : ''
  const word = here.key ? value.trimStart() : text.slice(start)
  const path: string[] = []
  let limit = here.at
  let item = -1
  if (here.dash >= 0) {
    path.unshift('[]')
    limit = here.dash + 1
    item = line
  }
  for (let up = line - 1; up >= 0 && limit > 0; up -= 1) {
    const above = read(lines[up] ?? '')
    if (above.blank && above.dash < 0) continue
    if (above.key && above.at < limit) {
      path.unshift(above.key)
      limit = above.at
    } else if (above.at !== limit) {
      continue
    }
    if (above.dash >= 0 && above.dash < limit) {
      path.unshift('[]')
      limit = above.dash + 1
      if (item < 0) item = up
    }
  }
  return { path, key: here.key, word, begins: column - word.length, item }
}

/** The value of a key of the item that begins in a line: the module of a step, say. */
export function ofItem(lines: ReadonlyArray<string>, item: number, key: string): string {
  const first = read(lines[item] ?? '')
  for (let line = item; line < lines.length; line += 1) {
    const text = lines[line] ?? ''
    const found = read(text)
    if (line > item && !found.blank && found.at <= first.dash) return ''
    if (line > item && found.dash >= 0 && found.dash <= first.dash) return ''
    if (found.key === key && found.at === first.at) {
      return text
        .slice(text.indexOf(':', found.at) + 1)
        .replace(/\s#.*$/, '')
        .trim()
        .replace(/^['"]|['"]$/g, '')
    }
  }
  return ''
}

/** The keys directly under a key at the top: the names of connections, say. */
export function keysUnder(lines: ReadonlyArray<string>, top: string): string[] {
  const begin = lines.findIndex((line) => line.startsWith(`${top}:`))
  if (begin < 0) return []
  const keys: string[] = []
  let indent = 0
  for (const text of lines.slice(begin + 1)) {
    const line = read(text)
    if (line.blank) continue
    if (line.at === 0) break
    indent ||= line.at
    if (line.key && line.at === indent) keys.push(line.key)
  }
  return keys
}
