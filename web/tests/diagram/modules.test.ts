import { expect, test } from 'vitest'
import { allowed, lacking, ROUTER_CHOICE, sections, sought } from '../../src/diagram/modules'
import { MODULES, module } from './documents'

const LABELS = new Map([['books', 'The Books']])
const SOME = [
  module('books.create_invoice', { label: 'Create an Invoice', group: 'Invoices' }),
  module('books.find_contact', { label: 'Search for a Contact', group: 'Contacts' }),
  module('books.email_invoice', { label: 'Send an Invoice', about: 'By e-mail to the contact.' }),
  module('csv.parse', { label: 'Parse a CSV File', about: 'Rows of an invoice export.' }),
]

function found(search: string): string[] {
  return sought(SOME, search, LABELS).map(({ name }) => name)
}

test('every word is sought in name, app, group and help, what is called so first', () => {
  expect(found('invoice')).toEqual(['books.email_invoice', 'books.create_invoice', 'csv.parse'])
  expect(found('contact')).toEqual(['books.find_contact', 'books.email_invoice'])
  expect(found('the books create')).toEqual(['books.create_invoice'])
  expect(found('email_inv')).toEqual(['books.email_invoice'])
  expect(found('nothing like it')).toEqual([])
})

test('without words nothing is left out or moved', () => {
  expect(found('  ')).toEqual(SOME.map(({ name }) => name))
})

test('a trigger can be chosen for the first place only', () => {
  const kinds = (first: boolean, only: boolean) =>
    new Set(allowed(MODULES, first, only).map(({ kind }) => kind))
  expect(kinds(true, true)).toEqual(new Set(['polling trigger', 'instant trigger']))
  expect(kinds(true, false).size).toBe(6)
  expect(kinds(false, true)).toEqual(new Set(['search', 'action', 'iterator', 'aggregator']))
})

test('a router can be chosen wherever something comes before it', () => {
  const all = [ROUTER_CHOICE, ...MODULES]
  expect(allowed(all, false, false)).toContain(ROUTER_CHOICE)
  expect(allowed(all, true, false)).not.toContain(ROUTER_CHOICE)
  expect(allowed(all, true, true)).not.toContain(ROUTER_CHOICE)
})

test('modules stand under their app and their group, each of them once', () => {
  const mixed = [...SOME, module('books.void', { group: 'Invoices' })]
  expect(sections(mixed).map(({ app, group, modules }) => [app, group, modules.length])).toEqual([
    ['books', 'Invoices', 2],
    ['books', 'Contacts', 1],
    ['books', '', 1],
    ['csv', '', 1],
  ])
})

test('what a connection lacks is told in its own vocabulary, and writing allows reading', () => {
  const needs = { granular: ['invoices.read', 'contacts'], broad: ['transactions'] }
  expect(lacking(needs, 'granular', ['invoices'])).toEqual(['contacts'])
  expect(lacking(needs, 'broad', ['invoices', 'contacts'])).toEqual(['transactions'])
  expect(lacking(needs, 'broad', ['transactions'])).toEqual([])
})
