import { expect, test } from 'vitest'
import { addedTo, before, find, flat, stepsOf } from '../../src/diagram/steps'
import { ids, MODULES, router, step, steps } from './documents'

test('a step is called by its module, its app and its number', () => {
  const [one] = steps(step(3, 'shop.hear', { note: ' Orders ', connection: 'till' }))
  expect(one).toMatchObject({ id: 3, label: 'hear', app: 'shop', kind: 'instant trigger' })
  expect(one).toMatchObject({ instant: true, note: 'Orders', connection: 'till', filter: '' })
})

test('a module that is not installed keeps its name', () => {
  const [one] = steps(step(1, 'gone.away'))
  expect(one).toMatchObject({ label: 'gone.away', app: 'gone', kind: '' })
})

test('a filter without a name is a filter', () => {
  const [named, unnamed] = steps(
    step(1, 'books.create', { filter: { name: 'Big ones', conditions: [] } }),
    step(2, 'books.create', { filter: { conditions: [] } }),
  )
  expect([named?.filter, unnamed?.filter]).toEqual(['Big ones', 'Filter'])
})

test('routes have their names, their fallback and their own steps', () => {
  const routes = [
    { name: 'Sales', flow: [step(2)] },
    { fallback: true, flow: [step(3)] },
  ]
  const [one] = steps(step(1, 'router', { routes }))
  expect(one?.routes?.map((route) => [route.name, route.fallback, ids(route.steps)])).toEqual([
    ['Sales', false, [2]],
    ['', true, [3]],
  ])
})

test.each([
  ['nothing', undefined],
  ['a text', 'flow'],
  ['a list', []],
  ['a flow that is none', { flow: 'x' }],
])('%s gives no steps', (_, document) => {
  expect(stepsOf(document, MODULES)).toEqual([])
})

test('half a document gives what it has', () => {
  const flow = [null, 3, { module: 'shop.find' }, { id: 'x', module: 7, routes: 9, filter: 'y' }]
  const found = stepsOf({ flow }, MODULES)
  expect(found.map((one) => [one.id, one.label])).toEqual([
    [0, 'find'],
    [0, 'No module'],
  ])
})

test('no two steps have the same key, even where they have the same id', () => {
  const keys = steps(step(1), step(1), router(1, [step(1)])).flatMap((one) =>
    flat([one]).map(({ key }) => key),
  )
  expect(new Set(keys).size).toBe(4)
})

test('a fault belongs to its module, and one of a connection to all that use it', () => {
  const faults = [
    { message: 'Date: a value is required.', module: 2, field: 'map.Date' },
    { message: 'Reconnect.', connection: 'books' },
    { message: 'Not a time zone.' },
  ]
  const flow = [step(1, 'books.create', { connection: 'books' }), step(2), step(3)]
  const found = stepsOf({ flow }, MODULES, faults)
  expect(found.map((one) => one.faults.map((fault) => fault.message))).toEqual([
    ['Reconnect.'],
    ['Date: a value is required.'],
    [],
  ])
})

test('a step is found wherever it stands', () => {
  const all = steps(step(1), router(2, [step(3)], [router(4, [step(5)])]))
  expect(find(all, 5)?.id).toBe(5)
  expect(find(all, 6)).toBeUndefined()
  expect(ids(flat(all))).toEqual([1, 2, 3, 4, 5])
})

test('a module reads the bundles of those before it in its own route, nearest last', () => {
  const all = steps(step(1), step(2), router(3, [step(4), step(5)], [step(6)]))
  expect(ids(before(all, 1))).toEqual([])
  expect(ids(before(all, 5))).toEqual([1, 2, 4])
  expect(ids(before(all, 6))).toEqual([1, 2])
})

test('behind an aggregator nothing is left from its source on', () => {
  const gather = step(4, 'tools.gather', { source: 2 })
  const all = steps(step(1), step(2, 'tools.iterate'), step(3), gather, step(5))
  expect(ids(before(all, 4))).toEqual([1, 2, 3])
  expect(ids(before(all, 5))).toEqual([1, 4])
})

test('an aggregator whose source is not there hides nothing', () => {
  const all = steps(step(1), step(2, 'tools.gather', { source: 9 }), step(3))
  expect(ids(before(all, 3))).toEqual([1, 2])
})

test('what was added is found wherever it stands', () => {
  const old = { flow: [step(1), router(2, [step(3)])] }
  expect(addedTo(old, { flow: [step(1), router(2, [step(3), step(4)])] })).toBe(4)
  expect(addedTo(old, old)).toBeUndefined()
  expect(addedTo(undefined, { flow: [step(1)] })).toBe(1)
})
