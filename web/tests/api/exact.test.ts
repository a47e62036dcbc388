import { describe, expect, test } from 'vitest'
import { marked, Numeral, revived, written } from '../../src/api/exact'
import { brief } from '../../src/forms/tree'
import { compared, differences, fieldsOf } from '../../src/incomplete/record'
import { branches, copied } from '../../src/ui/json'

const read = (json: string) => revived(JSON.parse(marked(json)))
const said = (json: string) => branches(read(json)).map((row) => `${row.path} = ${row.said}`)

describe('a number of a bundle', () => {
  test.each([
    '10.00',
    '-0.50',
    '0.0',
    '1E+3',
    '12345678901234567890',
    '0.1000000000000000055511151231257827',
  ])('that JavaScript would write otherwise keeps its digits: %s', (digits) => {
    expect(read(digits)).toEqual(new Numeral(digits))
    expect(said(`{"Total": ${digits}}`)).toEqual([`Total = ${digits}`])
    expect(copied(read(`{"Total": ${digits}}`))).toBe(`{\n  "Total": ${digits}\n}`)
    expect(brief(read(digits))).toBe(digits)
  })

  test.each(['10', '-2.5', '0', '1e+21'])('that it would not stays a number: %s', (digits) => {
    expect(read(digits)).toBe(Number(digits))
  })

  test('is not looked for within texts', () => {
    const json = '{"a 1.00": "2.00", "said \\"3.00\\"": ["\\\\", 4.00, "5.00"]}'
    expect(read(json)).toEqual({
      'a 1.00': '2.00',
      'said "3.00"': ['\\', new Numeral('4.00'), '5.00'],
    })
    expect(JSON.parse(written(read(json)))).toEqual(JSON.parse(json))
  })

  test('is found in a text of a million letters', () => {
    const long = 'x\\n'.repeat(1_000_000)
    expect(read(`["${long}", 1.50]`)).toEqual([JSON.parse(`"${long}"`), new Numeral('1.50')])
  })
})

test('a number that is sent on is a text with all its digits', () => {
  expect(JSON.stringify(read('{"Total": 10.00}'))).toBe('{"Total":"10.00"}')
})

test('what was sent and what is held are compared by what they mean, and shown as they are', () => {
  const [sent, held] = [read('{"Total": 10.00}'), read('{"Total": 10}')]
  expect(fieldsOf(sent).map((field) => field.text)).toEqual(['10.00'])
  expect(differences(compared(sent, held))).toBe(0)
})
