/** The conditions of a filter in one line. Pure. */

type Condition = { a?: unknown; o?: unknown; b?: unknown }

/** `{{1.Quantity}} number: greater 5 and …`; "" where there are none. */
export function conditionsSaid(filter: unknown): string {
  const groups = (filter as { conditions?: unknown } | undefined)?.conditions
  if (!Array.isArray(groups)) return ''
  const said = groups
    .filter(Array.isArray)
    .map((group: Condition[]) => group.map(conditionSaid).join(' and '))
  return said
    .map((one) => (said.length > 1 && one.includes(' and ') ? `(${one})` : one))
    .join(' or ')
}

function conditionSaid({ a, o, b }: Condition): string {
  const operator = operatorSaid(String(o ?? 'exist'))
  const other = b === undefined || b === null ? '' : ` ${b}`
  return `${a ?? ''} ${operator}${other}`
}

const WORDS: Record<string, string> = {
  exist: 'exists',
  notexist: 'does not exist',
  equal: 'is',
  notequal: 'is not',
  contain: 'contains',
  notcontain: 'does not contain',
  startwith: 'starts with',
  notstartwith: 'does not start with',
  endwith: 'ends with',
  notendwith: 'does not end with',
  pattern: 'matches',
  notpattern: 'does not match',
  greater: 'is greater than',
  less: 'is less than',
  greaterorequal: 'is at least',
  lessorequal: 'is at most',
}

/** "number:greater" as "is greater than"; what is not known stays as it is written. */
function operatorSaid(operator: string): string {
  const [kind = '', word = ''] = operator.split(':')
  const said = WORDS[word || kind] ?? operator
  return operator.endsWith(':ci') ? `${said}, in any case,` : said
}
