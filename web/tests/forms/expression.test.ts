import { describe, expect, test } from 'vitest'
import {
  inserted,
  isMapped,
  opened,
  pieces,
  reference,
  typedWord,
} from '../../src/forms/expression'

const expressions = (text: string) =>
  pieces(text)
    .filter((piece) => piece.kind === 'expression')
    .map((piece) => piece.text)

describe('a text with expressions', () => {
  test('is cut where they begin and end, and nothing is lost', () => {
    const text = 'Order {{1.number}} of {{formatDate(now; "D}} {{M")}}!'
    expect(expressions(text)).toEqual(['{{1.number}}', '{{formatDate(now; "D}} {{M")}}'])
    expect(
      pieces(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text)
  })

  test('may hold braces in texts and in names', () => {
    expect(expressions('{{replace(1.a; "\\"}}"; "")}}')).toEqual(['{{replace(1.a; "\\"}}"; "")}}'])
    expect(expressions('{{1.`a}}b`}} c')).toEqual(['{{1.`a}}b`}}'])
  })

  test('opens with the last two of three braces, so that JSON stays readable', () => {
    expect(expressions('{"a":{{{1.b}}}')).toEqual(['{{1.b}}'])
  })

  test('goes on to the end where it is not closed', () => {
    expect(expressions('a {{1.b')).toEqual(['{{1.b'])
    expect(isMapped('a {{1.b')).toBe(true)
    expect(isMapped('a {1.b}')).toBe(false)
    expect(isMapped(12)).toBe(false)
  })
})

describe('a value that is put in', () => {
  test('gets its braces in plain text', () => {
    expect(inserted('Order ', 6, 6, '1.number')).toEqual({ text: 'Order {{1.number}}', caret: 18 })
    expect(inserted('a b c', 2, 3, '1.x').text).toBe('a {{1.x}} c')
  })

  test('goes bare into an expression that is there', () => {
    expect(inserted('{{upper()}}', 8, 8, '1.name').text).toBe('{{upper(1.name)}}')
  })

  test('closes an expression that was only opened, and replaces what was typed of a name', () => {
    expect(inserted('a {{', 4, 4, '1.name')).toEqual({ text: 'a {{1.name}}', caret: 12 })
    expect(inserted('a {{Tot', 7, 7, '3.Total').text).toBe('a {{3.Total}}')
    expect(inserted('{{ {{2.b}}', 2, 2, '1.a').text).toBe('{{1.a}} {{2.b}}')
  })

  test('of a function leaves the caret between its parentheses', () => {
    expect(inserted('', 0, 0, 'upper(«»)')).toEqual({ text: '{{upper()}}', caret: 8 })
  })
})

describe('the caret', () => {
  test('is within an expression between its braces', () => {
    const text = 'a {{1.b}} c'
    expect(opened(text, 1)).toBe(-1)
    expect(opened(text, 4)).toBe(2)
    expect(opened(text, 7)).toBe(2)
    expect(opened(text, 9)).toBe(-1)
  })

  test('stands behind a word that is looked for', () => {
    expect(typedWord('a {{Tot', 7)).toBe('Tot')
    expect(typedWord('a Tot', 5)).toBe('')
  })
})

describe('a path', () => {
  test('is written with dots, and strange names in back-quotes', () => {
    expect(reference(3, ['Contact', 'Name'])).toBe('3.Contact.Name')
    expect(reference(1, ['Customer Name'])).toBe('1.`Customer Name`')
    expect(reference(1, ['0', 'größe'])).toBe('1.`0`.größe')
    expect(reference(3, ['LineItems[]', 'Item code'])).toBe('3.LineItems[].`Item code`')
    expect(reference('input', ['rows'])).toBe('input.rows')
  })

  test('of a whole bundle is its id in back-quotes, for a bare number is a number', () => {
    expect(reference(3, [])).toBe('`3`')
  })
})
