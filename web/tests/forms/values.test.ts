import { describe, expect, test } from 'vitest'
import { difference, same, shown, typed, withValue } from '../../src/forms/values'

describe('what is typed', () => {
  test('is a number where the browser says it with the same digits', () => {
    expect(typed('12.5', { kind: 'money' })).toBe(12.5)
    expect(typed('-3', { kind: 'integer' })).toBe(-3)
  })

  test('stays a text where a digit would be lost', () => {
    expect(typed('12.50', { kind: 'money' })).toBe('12.50')
    expect(typed('0.123456789012345678', { kind: 'decimal' })).toBe('0.123456789012345678')
    expect(typed('12345678901234567890', { kind: 'integer' })).toBe('12345678901234567890')
    expect(typed('Infinity', { kind: 'decimal' })).toBe('Infinity')
    expect(typed('0x10', { kind: 'integer' })).toBe('0x10')
    expect(typed('-0', { kind: 'integer' })).toBe('-0')
  })

  test('is text in a text field, whatever it looks like', () => {
    expect(typed('200', { kind: 'text' })).toBe('200')
    expect(typed('{{1.n}}', { kind: 'money' })).toBe('{{1.n}}')
  })

  test('takes the field away where nothing is left', () => {
    expect(typed('', { kind: 'text' })).toBeUndefined()
    expect(withValue({ a: 1, b: 2 }, 'a', undefined)).toEqual({ b: 2 })
  })
})

test('numbers, truth and structures are shown as they are', () => {
  expect(shown(200)).toBe('200')
  expect(shown(false)).toBe('false')
  expect(shown(null)).toBe('')
  expect(JSON.parse(shown({ a: [1] }))).toEqual({ a: [1] })
})

describe('what the server is told', () => {
  test('is only what differs, so that all else stays as it was written', () => {
    const before = { Date: '2010-12-31', LineItems: [{ Quantity: 1 }], Total: 12.5, Gone: 'x' }
    const after = { Date: '2010-12-31', LineItems: [{ Quantity: 2 }], Total: 12.5, New: true }
    expect(difference(before, after)).toEqual({
      fields: { LineItems: [{ Quantity: 2 }], New: true },
      without: ['Gone'],
    })
    expect(difference(before, { ...before })).toEqual({ fields: {}, without: [] })
  })

  test('is told apart by kind: 1 is not "1", and an absent field is not null', () => {
    expect(same(1, '1')).toBe(false)
    expect(same({ a: null }, {})).toBe(false)
    expect(same({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toBe(true)
    expect(same([], {})).toBe(false)
  })
})
