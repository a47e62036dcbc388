/** The filter on the way into a module: groups of conditions, of which one has to hold whole. */
import type { OperatorFacts } from '../api/generated'
import { shown } from './values'

export type Condition = { a: unknown; o?: string; b?: unknown }
export type Filter = { name?: string; conditions: Condition[][] }

/** What a condition asks where it says nothing. */
export const USUAL = 'exist'
export const NEW: Condition = { a: '', o: 'text:equal', b: '' }

const KINDS: Record<string, string> = {
  basic: 'Anything',
  text: 'Text',
  number: 'Number',
  date: 'Date',
  time: 'Time of day',
  semver: 'Version',
  array: 'List',
  boolean: 'Yes or no',
}

type Choices = { group: string; items: { value: string; label: string }[] }[]

/** The operators as they are chosen: by the kind as which both sides are read. */
export function choices(operators: readonly OperatorFacts[]): Choices {
  const kinds = [...new Set(operators.map((one) => one.kind))]
  return kinds.map((kind) => ({
    group: KINDS[kind] ?? kind,
    items: operators
      .filter((one) => one.kind === kind)
      .map((one) => ({ value: one.name, label: labelled(one) })),
  }))
}

/** A label that says of what it is, for those are alike: "Equal to" of texts and of numbers. */
function labelled(operator: OperatorFacts): string {
  const kind = KINDS[operator.kind]
  return operator.kind === 'basic' || !kind ? operator.label : `${kind}: ${lower(operator.label)}`
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

/** The filter as a sentence: "Passes if {{1.Total}} is greater than 100." */
export function sentence(filter: Filter, operators: readonly OperatorFacts[]): string {
  const groups = filter.conditions.filter((group) => group.length > 0)
  if (groups.length === 0) return 'Everything passes.'
  const said = groups.map((group) => group.map((one) => clause(one, operators)).join(' and '))
  return `Passes if ${said.join(', or if ')}.`
}

function clause({ a, o = USUAL, b }: Condition, operators: readonly OperatorFacts[]): string {
  const operator = operators.find((one) => one.name === o)
  const left = shown(a) || 'nothing'
  const verb = verbOf(operator?.label ?? o)
  return operator?.unary ? `${left} ${verb}` : `${left} ${verb} ${quoted(b)}`
}

const JOINED = /^(equal|not equal|later|earlier|greater|less)/

/** "Equal to" becomes "is equal to", "Length greater than" "has a length greater than". */
function verbOf(label: string): string {
  const small = lower(label)
  if (JOINED.test(small)) return `is ${small}`
  return small.startsWith('length ') ? `has a ${small}` : small
}

function quoted(value: unknown): string {
  const text = shown(value)
  return text.includes('{{') ? text : text === '' ? 'nothing' : `“${text}”`
}

/** With a condition changed, added (behind the last) or, by null, taken away with its empty group. */
export function withCondition(
  filter: Filter,
  group: number,
  at: number,
  condition: Condition | null,
): Filter {
  const conditions = filter.conditions.map((each, index) => {
    if (index !== group) return each
    if (condition === null) return each.filter((_, place) => place !== at)
    return at < each.length
      ? each.map((one, place) => (place === at ? condition : one))
      : [...each, condition]
  })
  return { ...filter, conditions: conditions.filter((each) => each.length > 0) }
}

/** What stands in the file: a side that is not asked for is not written. */
export function chosen(condition: Condition, operator: OperatorFacts | undefined): Condition {
  const { b, ...rest } = condition
  const o = operator?.name ?? condition.o ?? USUAL
  return operator?.unary ? { ...rest, o } : { ...rest, o, b: b ?? '' }
}
