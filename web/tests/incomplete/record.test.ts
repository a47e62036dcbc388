import { describe, expect, test } from 'vitest'
import {
  calledOf,
  compared,
  differences,
  elementOf,
  fieldsOf,
  named,
} from '../../src/incomplete/record'

describe('what was sent', () => {
  test('is one of the records that the request carried', () => {
    expect(elementOf({ Invoices: [{ n: 1 }, { n: 2 }] }, 1)).toEqual({ n: 2 })
    expect(elementOf([{ n: 1 }], 0)).toEqual({ n: 1 })
  })

  test('is the whole body where that is no list of records', () => {
    expect(elementOf({ Amount: 1, Lines: [{}] }, 0)).toEqual({ Amount: 1, Lines: [{}] })
    expect(elementOf('text', 0)).toBe('text')
    expect(elementOf(null, 0)).toBeNull()
  })

  test('is read field by field, without what is empty', () => {
    const fields = fieldsOf({ Contact: { Name: 'Anna' }, Lines: [{ UnitAmount: 10 }], Note: '' })
    expect(fields.map(({ name, text }) => [name, text])).toEqual([
      ['Contact › Name', 'Anna'],
      ['Lines 1 › Unit amount', '10'],
    ])
  })

  test('has names that people read', () => {
    expect(named('LineItems[2].TaxType')).toBe('Line items 2 › Tax type')
    expect(named('InvoiceID')).toBe('Invoice ID')
    expect(named('CISRate')).toBe('CIS rate')
    expect(named('due_date')).toBe('Due date')
  })
})

describe('sent and held', () => {
  test('are the same where they mean the same', () => {
    const rows = compared(
      { Amount: '10', Due: '2026-05-01', Name: 'ANNA ' },
      { Amount: 10.0, Due: '2026-05-01T00:00:00', Name: 'Anna' },
    )
    expect(rows.map((row) => row.mark)).toEqual(['same', 'same', 'same'])
    expect(differences(rows)).toBe(0)
  })

  test('differ where they do not, and what only one of them has is told apart', () => {
    const rows = compared({ Amount: 10, Reference: 'A' }, { Amount: 12, InvoiceID: 'x' })
    expect(rows.map(({ path, mark }) => [path, mark])).toEqual([
      ['Amount', 'differs'],
      ['Reference', 'sent'],
      ['InvoiceID', 'held'],
    ])
    expect(differences(rows)).toBe(1)
  })

  test('differ where a moment is another one on the same day', () => {
    const [row] = compared({ At: '2026-05-01T10:00:00' }, { At: '2026-05-01T11:00:00' })
    expect(row?.mark).toBe('differs')
  })
})

test('a record is called by its number, else by its name, else by its id', () => {
  expect(calledOf({ InvoiceNumber: 'S017', Name: 'x' }, 'id')).toBe('S017')
  expect(calledOf({ Total: 10 }, 'id')).toBe('id')
})
