import { describe, expect, test } from 'vitest'
import type { FunctionPage } from '../../src/api/generated'
import {
  brief,
  found,
  functionsOf,
  type Given,
  type Leaf,
  rowsOf,
  valuesOf,
} from '../../src/forms/tree'

const OUTPUTS = [
  { name: 'Total', label: 'Total', type: 'money' },
  {
    name: 'Contact',
    label: 'Contact',
    type: 'group',
    of: [{ name: 'Name', label: 'Contact name', type: 'text' }],
  },
  {
    name: 'LineItems',
    label: 'Lines',
    type: 'lines',
    of: [{ name: 'Quantity', label: 'Quantity', type: 'decimal' }],
  },
]
function given(some: Partial<Given>): Given {
  return { inputs: [], outputs: [], openInputs: false, sample: {}, ...some }
}

const BEFORE = [
  { id: 1, module: 'shop.parse', label: 'Parse' },
  { id: 2, module: 'books.find', label: 'Find', note: 'The customer' },
]
const GIVEN = new Map([
  ['books.find', given({ outputs: OUTPUTS, sample: { Total: 12.5 } })],
  ['shop.parse', given({})],
])

function all(leaves: Leaf[]): Leaf[] {
  return leaves.flatMap((leaf) => [leaf, ...all(leaf.inside)])
}

function inserts(leaves: Leaf[]): string[] {
  return all(leaves).map((leaf) => leaf.insert)
}

describe('the values that can be used', () => {
  test('begin with the nearest module, under its note or its label', () => {
    const leaves = valuesOf(BEFORE, GIVEN, {}, [])
    expect(leaves.map((leaf) => leaf.label)).toEqual(['The customer', 'Parse'])
  })

  test('are written as the language takes them; of a list the first item, or all of it', () => {
    expect(inserts(valuesOf(BEFORE.slice(1), GIVEN, {}, []))).toEqual([
      '`2`',
      '2.Total',
      '2.Contact',
      '2.Contact.Name',
      '2.LineItems',
      '2.LineItems[].Quantity',
    ])
  })

  test('show what was there in the last run, and else an example', () => {
    const example = valuesOf(BEFORE, GIVEN, {}, [])
    expect(all(example).find((leaf) => leaf.insert === '2.Total')).toMatchObject({
      value: '12.5',
      real: false,
    })
    const real = valuesOf(BEFORE, GIVEN, { 2: { Total: 99, LineItems: [{ Quantity: 3 }, {}] } }, [])
    const leaves = all(real)
    expect(leaves.find((leaf) => leaf.insert === '2.Total')).toMatchObject({
      value: '99',
      real: true,
    })
    expect(leaves.find((leaf) => leaf.insert === '2.LineItems')?.value).toBe('2 items')
    expect(leaves.find((leaf) => leaf.insert === '2.LineItems[].Quantity')?.value).toBe('3')
  })

  test('take in what only a run has shown', () => {
    const leaves = valuesOf(BEFORE, GIVEN, { 1: { 'Customer Name': 'Ann' } }, [])
    expect(inserts(leaves)).toContain('1.`Customer Name`')
  })

  test('are those that the module itself is told to give', () => {
    const names = {
      name: 'names',
      label: 'Names',
      help: '',
      kind: 'texts',
      required: false,
      advanced: false,
      default: null,
    }
    const told = new Map([
      ['a.split', given({ inputs: [names] })],
      ['a.keep', given({ openInputs: true, outputs: [{ name: 'all', label: '', type: 'lines' }] })],
    ])
    const steps = [
      { id: 1, module: 'a.split', label: 'Split', raw: { map: { names: ['No', 'Unit price'] } } },
      { id: 2, module: 'a.keep', label: 'Keep', raw: { map: { day: 'x', line: { Text: 'y' } } } },
    ]
    expect(inserts(valuesOf(steps, told, {}, []))).toEqual([
      '`2`',
      '2.all',
      '2.all[].day',
      '2.all[].line',
      '2.all[].line.Text',
      '`1`',
      '1.No',
      '1.`Unit price`',
    ])
  })

  test('end with the inputs of the run', () => {
    const inputs = [{ name: 'rows', type: 'file', required: true, default: null, help: '' }]
    expect(inserts(valuesOf([], new Map(), {}, inputs))).toContain('input.rows')
  })
})

describe('a search', () => {
  test('finds by label, name and value, and keeps what leads there', () => {
    const leaves = valuesOf(BEFORE, GIVEN, {}, [])
    const left = found(leaves, 'contact NAME')
    expect(rowsOf(left, 'all').map((row) => row.leaf.label)).toEqual([
      'The customer',
      'Contact',
      'Contact name',
    ])
    expect(inserts(found(leaves, '12.5'))).toContain('2.Total')
    expect(found(leaves, 'nowhere')).toEqual([])
  })

  test('leaves closed what nobody opened where there is none', () => {
    const leaves = valuesOf(BEFORE, GIVEN, {}, [])
    expect(rowsOf(leaves, new Set())).toHaveLength(2)
    expect(rowsOf(leaves, new Set(['2'])).map((row) => row.level)).toEqual([1, 2, 2, 2, 1])
  })
})

test('functions stand by family and leave the caret where their first argument goes', () => {
  const told: FunctionPage = {
    items: [
      { name: 'now', family: 'Dates', signature: 'now', about: '', example: '', result: null },
      {
        name: 'upper',
        family: 'Texts',
        signature: 'upper(text)',
        about: '',
        example: '',
        result: 1,
      },
    ],
    keywords: [{ name: 'null', about: 'Sends null.' }],
    operators: [],
  }
  const leaves = functionsOf(told)
  expect(leaves.map((leaf) => leaf.label)).toEqual(['Dates', 'Texts', 'Words'])
  expect(inserts(leaves)).toEqual(['', 'now', '', 'upper(«»)', '', 'null'])
})

test('a value is told in few signs', () => {
  expect(brief('x'.repeat(200))).toHaveLength(81)
  expect(brief([1, 2])).toBe('2 items')
  expect(brief({ a: 1 })).toBe('')
  expect(brief(false)).toBe('false')
})
