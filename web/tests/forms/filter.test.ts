import { describe, expect, test } from 'vitest'
import type { OperatorFacts } from '../../src/api/generated'
import { choices, chosen, sentence, withCondition } from '../../src/forms/filter'

const OPERATORS: OperatorFacts[] = [
  { name: 'exist', kind: 'basic', label: 'Exists', unary: true },
  { name: 'text:equal', kind: 'text', label: 'Equal to', unary: false },
  { name: 'number:greater', kind: 'number', label: 'Greater than', unary: false },
  { name: 'array:greater', kind: 'array', label: 'Length greater than', unary: false },
]
const PAID = { a: '{{1.Status}}', o: 'text:equal', b: 'PAID' }
const LARGE = { a: '{{1.Total}}', o: 'number:greater', b: '100' }

describe('a filter', () => {
  test('is said in one sentence', () => {
    const filter = { conditions: [[PAID, LARGE], [{ a: '{{1.Note}}' }]] }
    expect(sentence(filter, OPERATORS)).toBe(
      'Passes if {{1.Status}} is equal to “PAID” and {{1.Total}} is greater than “100”, or if {{1.Note}} exists.',
    )
    const long = { conditions: [[{ a: '{{1.Lines}}', o: 'array:greater', b: '' }]] }
    expect(sentence(long, OPERATORS)).toContain('has a length greater than nothing')
    expect(sentence({ conditions: [] }, OPERATORS)).toBe('Everything passes.')
  })

  test('loses a group with its last condition', () => {
    const filter = { name: 'n', conditions: [[PAID], [LARGE]] }
    expect(withCondition(filter, 0, 0, null)).toEqual({ name: 'n', conditions: [[LARGE]] })
  })

  test('takes another condition behind the last of a group', () => {
    expect(withCondition({ conditions: [[PAID]] }, 0, 1, LARGE).conditions).toEqual([[PAID, LARGE]])
  })
})

test('an operator that asks for one side leaves the other away', () => {
  expect(chosen(PAID, OPERATORS[0])).toEqual({ a: '{{1.Status}}', o: 'exist' })
  expect(chosen({ a: 'x', o: 'exist' }, OPERATORS[1])).toEqual({ a: 'x', o: 'text:equal', b: '' })
})

test('operators say of what they are, for their labels are alike', () => {
  const [basic, text] = choices(OPERATORS)
  expect(basic?.items[0]?.label).toBe('Exists')
  expect(text?.items[0]?.label).toBe('Text: equal to')
})
