import { describe, expect, test } from 'vitest'
import { branches, copied, LONG, moved, reference } from '../../src/ui/json'

const INVOICE = {
  InvoiceNumber: 'INV-1',
  Contact: { Name: 'Acme', Addresses: [{ City: 'Brno' }] },
  LineItems: [{ Quantity: 2 }, { Quantity: 3 }],
  'Due date': null,
}

const seen = (value: unknown, folding = {}) =>
  branches(value, folding).map(({ path, said }) => `${path} = ${said}`)

describe('a bundle as rows', () => {
  test('has the upper levels open, and says how much is within', () => {
    expect(seen(INVOICE)).toEqual([
      'InvoiceNumber = INV-1',
      'Contact = 2 fields',
      'Contact.Name = Acme',
      'Contact.Addresses = 1 item',
      'Contact.Addresses[1] = 1 field',
      'LineItems = 2 items',
      'LineItems[1] = 1 field',
      'LineItems[1].Quantity = 2',
      'LineItems[2] = 1 field',
      'LineItems[2].Quantity = 3',
      '`Due date` = empty',
    ])
  })

  test('shows what is opened and hides what is closed', () => {
    const rows = seen(INVOICE, { Contact: false, 'LineItems[2]': false })
    expect(rows).not.toContain('Contact.Name = Acme')
    expect(rows).toContain('LineItems[1].Quantity = 2')
    expect(rows).not.toContain('LineItems[2].Quantity = 3')
  })

  test('folds a long text until it is opened', () => {
    const text = 'x'.repeat(LONG + 1)
    expect(branches({ text })[0]?.said).toBe(`${'x'.repeat(LONG)}…`)
    expect(branches({ text }, { text: true })[0]?.said).toBe(text)
  })

  test('shows the first hundred of many, and then as many as are asked for', () => {
    const many = Array.from({ length: 250 }, (_, at) => at)
    expect(branches(many).at(-1)?.name).toBe('100 more of 250')
    expect(branches(many, {}, { '': 200 }).at(-1)?.name).toBe('50 more of 250')
    expect(branches(many, {}, { '': 300 })).toHaveLength(250)
  })

  test.each([
    ['nothing', null, 'empty'],
    ['a text', 'Acme', 'Acme'],
    ['no items', [], '[]'],
  ])('shows %s as one row', (_, value, said) => {
    expect(branches(value).map((row) => row.said)).toEqual([said])
  })
})

test('a path is copied as a field takes it', () => {
  expect(reference(3, 'Contact.Name')).toBe('{{3.Contact.Name}}')
  expect(reference(3, '')).toBe('{{`3`}}')
  expect(reference(3, '`Due date`')).toBe('{{3.`Due date`}}')
  expect(reference(undefined, '`Due date`')).toBe('Due date')
})

test('a text is copied as it is, the rest as JSON', () => {
  expect(copied('a "b"')).toBe('a "b"')
  expect(copied({ a: 1 })).toBe('{\n  "a": 1\n}')
})

test('keys go up and down, to the ends, into what is open and out to what it is in', () => {
  const rows = branches(INVOICE)
  expect(moved(rows, 0, 'ArrowDown')).toBe(1)
  expect(moved(rows, 0, 'ArrowUp')).toBe(0)
  expect(moved(rows, 0, 'End')).toBe(10)
  expect(moved(rows, 1, 'ArrowRight')).toBe(2)
  expect(moved(rows, 2, 'ArrowLeft')).toBe(1)
  expect(moved(rows, 1, 'ArrowLeft')).toBeUndefined()
  expect(moved(rows, 0, 'x')).toBeUndefined()
})
