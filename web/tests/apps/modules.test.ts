import { describe, expect, test } from 'vitest'
import {
  addressOf,
  constraints,
  protection,
  rowsOf,
  shortName,
  standing,
  wholeName,
} from '../../src/apps/modules'
import { snippet } from '../../src/apps/snippet'
import type { FieldFacts } from '../../src/forms/definition'

function field(name: string, more: Partial<FieldFacts> = {}): FieldFacts {
  const facts = { name, label: name, help: '', kind: 'text', default: null }
  return { ...facts, required: false, advanced: false, ...more }
}

test('a module has a short name in addresses and a whole one in files', () => {
  expect(shortName('books.create_bill')).toBe('create_bill')
  expect(wholeName('books', 'create_bill')).toBe('books.create_bill')
  expect(wholeName('books', 'books.create_bill')).toBe('books.create_bill')
  expect(addressOf('books.create_bill')).toBe('/apps/books/modules/create_bill')
})

test('an app stands as its connections do', () => {
  expect(standing(false, [])).toEqual({ tone: 'ok', said: 'needs no connection' })
  expect(standing(true, []).said).toBe('not connected')
  expect(standing(true, [{ state: 'ok' }]).said).toBe('1 connection')
  expect(standing(true, [{ state: 'ok' }, { state: 'revoked' }])).toEqual({
    tone: 'warn',
    said: '2 connections, 1 need you',
  })
})

test('fields within fields have paths', () => {
  const rows = rowsOf([field('Lines', { of: [field('Amount')] })])
  expect(rows.map(({ path, depth }) => [path, depth])).toEqual([
    ['Lines', 0],
    ['Lines.Amount', 1],
  ])
})

describe('what a value has to be', () => {
  test('is said in a line', () => {
    expect(constraints(field('a', { maxLength: 1000, default: 'x' }))).toBe(
      'at most 1,000 characters; "x" if left out',
    )
    expect(constraints(field('a', { enum: ['A', 'B'], minimum: 0 }))).toBe(
      'one of A, B; at least 0',
    )
    expect(constraints(field('a'))).toBe('')
  })
})

test('every effect says what protects from duplicates', () => {
  const said = ['none', 'reads', 'writes', 'deletes'].map((effect) =>
    protection({ effect, kind: 'action', form: { inputs: [] } }),
  )
  expect(new Set(said).size).toBe(4)
  const keyed = protection({
    effect: 'writes',
    kind: 'action',
    form: { inputs: [{ name: 'if_exists' }] },
  })
  expect(keyed).toContain('If it exists already')
})

describe('the snippet', () => {
  test('has what is required', () => {
    const inputs = [
      field('Type', { required: true, kind: 'choice', enum: ['SALE'] }),
      field('Note'),
      field('Lines', {
        required: true,
        kind: 'lines',
        of: [field('What'), field('Amount', { kind: 'money' })],
      }),
    ]
    expect(snippet('books.create', inputs, true)).toBe(
      [
        '- id: 1',
        '  module: books.create',
        '  connection: books',
        '  map:',
        '    Type: SALE',
        '    Lines:',
        '      - What: "…"',
        '        Amount: "10.00"',
        '',
      ].join('\n'),
    )
  })

  test('is short where nothing is required', () => {
    expect(snippet('tools.x', [field('a')], false)).toBe('- id: 1\n  module: tools.x\n')
  })
})
