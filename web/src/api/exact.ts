/** Numbers of bundles with every digit that a module gave: what JavaScript would make 10 stays 10.00. */

/** A number that JavaScript cannot hold as it was written; its text is all there is to it. */
export class Numeral {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text
  }

  /** Sent on it is a text, which modules take for the number that it says. */
  toJSON(): string {
    return this.text
  }
}

const MARK = '\u0000' // no text of a bundle begins with it: the database cannot hold it
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
const MARKED = /"\\u0000(-?\d[\d.eE+-]*)"/g

/** JSON in which a number that would lose its digits is a marked text. */
export function marked(json: string): string {
  return json.replace(TOKEN, (token) => (loses(token) ? `"\\u0000${token}"` : token))
}

function loses(token: string): boolean {
  return !token.startsWith('"') && String(Number(token)) !== token
}

/** What was parsed of marked JSON, with its numbers as they were written. */
export function revived(value: unknown): unknown {
  if (typeof value === 'string') {
    return value.startsWith(MARK) ? new Numeral(value.slice(MARK.length)) : value
  }
  if (Array.isArray(value)) return value.map(revived)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, revived(one)]))
}

/** A value as JSON that people read, its numbers as they were written. */
export function written(value: unknown): string {
  const text = JSON.stringify(value ?? null, markedAgain, 2)
  return text.replace(MARKED, '$1')
}

function markedAgain(this: Record<string, unknown>, name: string, value: unknown): unknown {
  const whole = this[name]
  return whole instanceof Numeral ? MARK + whole.text : value
}
