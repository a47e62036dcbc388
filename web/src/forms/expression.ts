/** Texts with expressions between double braces: where they begin, end, and take one more. */

export type Piece = { text: string; kind: 'text' | 'expression' }

const OPEN = '{{'
const CLOSE = '}}'

/** Whether a value is computed for every bundle. */
export function isMapped(value: unknown): value is string {
  return typeof value === 'string' && value.includes(OPEN)
}

/** The text cut where expressions begin and end; one that is not closed goes on to the end. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = []
  let at = 0
  while (at < text.length) {
    const open = opening(text, at)
    if (open < 0) {
      found.push({ text: text.slice(at), kind: 'text' })
      break
    }
    if (open > at) found.push({ text: text.slice(at, open), kind: 'text' })
    at = closing(text, open + OPEN.length)
    found.push({ text: text.slice(open, at), kind: 'expression' })
  }
  return found
}

/** Where the next expression opens: of three braces the last two do. */
function opening(text: string, from: number): number {
  const open = text.indexOf(OPEN, from)
  if (open < 0) return open
  let last = open
  while (text[last + OPEN.length] === '{') last += 1
  return last
}

/** Behind the braces that close an expression; texts and names in quotes may hold braces. */
function closing(text: string, from: number): number {
  let at = from
  while (at < text.length) {
    const sign = text[at]
    if (text.startsWith(CLOSE, at)) return at + CLOSE.length
    if (sign === '"' || sign === '`') at = quoted(text, at, sign)
    else at += 1
  }
  return text.length
}

function quoted(text: string, from: number, sign: string): number {
  let at = from + 1
  while (at < text.length && text[at] !== sign) at += sign === '"' && text[at] === '\\' ? 2 : 1
  return at + 1
}

/** Where the expression begins in which the caret stands; -1 where it stands in none. */
export function opened(text: string, caret: number): number {
  let at = 0
  for (const piece of pieces(text)) {
    const end = at + piece.text.length
    const closed = piece.text.endsWith(CLOSE) && piece.text.length >= 4
    if (piece.kind === 'expression' && caret >= at + 2 && caret < (closed ? end - 1 : end + 1)) {
      return at
    }
    at = end
  }
  return -1
}

export type Typed = { text: string; caret: number }

/** The text with an expression put in place of what is selected: braced, unless it has braces.

What was typed of a name behind the opening braces is replaced. `«»` in the expression says where
the caret is wanted; else it stands behind it.
*/
export function inserted(text: string, from: number, to: number, expression: string): Typed {
  const open = opened(text, from)
  const begin = open < 0 ? from : begun(text, open, from)
  const rest = text.slice(to)
  const closes = open >= 0 && !closesBefore(rest)
  const whole = open < 0 ? `${OPEN}${expression}${CLOSE}` : expression + (closes ? CLOSE : '')
  const mark = whole.indexOf('«»')
  const plain = whole.replace('«»', '')
  const caret = begin + (mark < 0 ? plain.length : mark)
  return { text: text.slice(0, begin) + plain + rest, caret }
}

/** Where the word begins that the caret stands behind. */
function begun(text: string, open: number, caret: number): number {
  const typed = /[\p{L}\p{N}_$.]*$/u.exec(text.slice(open + OPEN.length, caret))?.[0] ?? ''
  return caret - typed.length
}

function closesBefore(rest: string): boolean {
  const close = rest.indexOf(CLOSE)
  const open = rest.indexOf(OPEN)
  return close >= 0 && (open < 0 || close < open)
}

const NAME = /^(?:\p{L}|[_$])[\p{L}\p{N}_$]*$/u

/** A path as the language writes it: `3.Contact.Name`, ``1.`Customer Name` ``. */
export function reference(head: string | number, names: string[]): string {
  const steps = names.map((name) => {
    const list = name.endsWith('[]')
    const bare = list ? name.slice(0, -2) : name
    return (NAME.test(bare) ? bare : `\`${bare}\``) + (list ? '[]' : '')
  })
  // A bare number is a number; the whole bundle is written in back-quotes.
  return steps.length ? [head, ...steps].join('.') : `\`${head}\``
}

/** What has been typed of an expression before the caret: the words to look for. */
export function typedWord(text: string, caret: number): string {
  const open = opened(text, caret)
  if (open < 0) return ''
  return /[\p{L}\p{N}_$]*$/u.exec(text.slice(open + OPEN.length, caret))?.[0] ?? ''
}
