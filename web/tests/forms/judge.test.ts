import { describe, expect, test } from 'vitest'
import type { FieldFacts } from '../../src/forms/definition'
import { judged } from '../../src/forms/judge'

function field(kind: string, more: Partial<FieldFacts> = {}): FieldFacts {
  return {
    name: 'f',
    label: 'Field',
    help: '',
    kind,
    required: false,
    advanced: false,
    default: null,
    ...more,
  }
}

describe('a field', () => {
  test('that is required and has no usual value says so by its name', () => {
    expect(judged(field('text', { required: true }), '')).toBe('Field: a value is required.')
    expect(judged(field('text', { required: true, default: 'x' }), '')).toBe('')
    expect(judged(field('text'), undefined)).toBe('')
  })

  test('that holds an expression is judged when it runs', () => {
    expect(judged(field('money', { maximum: 1 }), '{{1.Total}}')).toBe('')
  })
})

test('a number is judged by its form and its bounds', () => {
  expect(judged(field('money'), 'twelve')).toContain('is not a number')
  expect(judged(field('integer'), '1.5')).toContain('is not a whole number')
  expect(judged(field('integer', { minimum: 1 }), 0)).toBe('Field: 0 is less than 1.')
  expect(judged(field('decimal', { maximum: '100' }), '100.01')).toContain('more than 100')
  expect(judged(field('money'), '12.50')).toBe('')
})

test('a text is judged by its length in characters and by its pattern', () => {
  expect(judged(field('text', { maxLength: 2 }), 'abc')).toBe(
    'Field: 3 characters, at most 2 are allowed.',
  )
  expect(judged(field('text', { maxLength: 2 }), '😀😀')).toBe('')
  expect(judged(field('text', { pattern: '[A-Z]{3}' }), 'GBPX')).toContain('form [A-Z]{3}')
  expect(judged(field('text', { pattern: '(?P<x>a)' }), 'b')).toBe('')
})

test('dates and choices name what they were given', () => {
  expect(judged(field('date'), '31.12.2010')).toContain('2010-12-31')
  expect(judged(field('date'), '2010-12-31T10:00:00Z')).toBe('')
  expect(judged(field('choice', { enum: ['a', 'b'] }), 'c')).toBe('Field: “c” is not one of a, b.')
  expect(judged(field('texts', { items: { enum: ['Paid'] } }), ['paid', 'x'])).toContain('“x”')
})

test('lines are counted', () => {
  expect(judged(field('lines', { minItems: 2 }), [{}])).toContain('at least 2 lines are needed')
  expect(judged(field('lines', { maxItems: 1 }), [{}, {}])).toContain('at most 1')
})
