import { expect, it } from 'vitest'
import type { ModuleFacts } from '../../src/api/generated'
import { aliasFor, usesOf } from '../../src/scenario/naming'

const WRITES = {
  app: 'books',
  permissions: { granular: ['a'], broad: ['b'] },
} as unknown as ModuleFacts

it('a new module takes the connection that its app has already', () => {
  const document = { connections: { shop: { app: 'books', connection: 'c', organisation: 'o' } } }
  expect(aliasFor({ document }, WRITES)).toBe('shop')
})

it('the first module of an app calls its connection as the app is called', () => {
  expect(aliasFor({ document: {} }, WRITES)).toBe('books')
  expect(aliasFor({ document: { connections: { books: { app: 'mail' } } } }, WRITES)).toBe(
    'books-2',
  )
})

it('a module that needs no permission has no connection', () => {
  const plain = { app: 'tools', permissions: { granular: [], broad: [] } } as unknown as ModuleFacts
  expect(aliasFor({ document: {} }, plain)).toBe('')
})

it('connections that are no map are none', () => {
  expect(usesOf({ document: { connections: 'x' } })).toEqual([])
  expect(usesOf({ document: { connections: { a: null } } })).toEqual([
    { name: 'a', app: '', connection: '', organisation: '' },
  ])
})
