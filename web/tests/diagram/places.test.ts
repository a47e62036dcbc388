import { expect, test } from 'vitest'
import { addLabel, choices, earlier, later, placeOf, placesFor } from '../../src/diagram/places'
import { router, step, steps } from './documents'

const FLOW = steps(
  step(1, 'shop.watch'),
  step(2),
  step(3),
  router(4, [step(5), step(6)], [step(7)]),
)

test('a place is behind a module of the same line', () => {
  expect(placeOf(FLOW, 1)).toEqual({ after: 0 })
  expect(placeOf(FLOW, 3)).toEqual({ after: 2 })
  expect(placeOf(FLOW, 5)).toEqual({ after: 0, router: 4, route: 0 })
  expect(placeOf(FLOW, 6)).toEqual({ after: 5, router: 4, route: 0 })
  expect(placeOf(FLOW, 9)).toBeUndefined()
})

test('one earlier passes the module before, but never the trigger', () => {
  expect(earlier(FLOW, 3)).toEqual({ after: 1 })
  expect(earlier(FLOW, 6)).toEqual({ after: 0, router: 4, route: 0 })
  expect(earlier(FLOW, 2)).toBeUndefined()
  expect(earlier(FLOW, 1)).toBeUndefined()
  expect(earlier(FLOW, 5)).toBeUndefined()
})

test('one later passes the module behind, but never the router', () => {
  expect(later(FLOW, 2)).toEqual({ after: 3 })
  expect(later(FLOW, 5)).toEqual({ after: 6, router: 4, route: 0 })
  expect(later(FLOW, 3)).toBeUndefined()
  expect(later(FLOW, 1)).toBeUndefined()
  expect(later(FLOW, 4)).toBeUndefined()
})

test('a module may stand anywhere but where it is, before the trigger and behind a router', () => {
  expect(choices(FLOW, 3).map(({ place }) => place)).toEqual([
    { after: 1 },
    { after: 0, router: 4, route: 0 },
    { after: 5, router: 4, route: 0 },
    { after: 6, router: 4, route: 0 },
    { after: 0, router: 4, route: 1 },
    { after: 7, router: 4, route: 1 },
  ])
  expect(choices(FLOW, 3).map(({ label }) => label)).toContain('First in Route 2 R1 of 4')
})

test('a new module may stand anywhere but before the trigger and behind a router', () => {
  expect(placesFor(FLOW, 'action').map(({ place }) => place.after)).toEqual([
    1, 2, 3, 0, 5, 6, 0, 7,
  ])
  expect(placesFor([], 'action')).toEqual([{ place: { after: 0 }, label: 'First' }])
})

test('a new trigger may only stand first, where none stands yet', () => {
  expect(placesFor(FLOW, 'instant trigger')).toEqual([])
  expect(placesFor(steps(step(2), router(4, [step(5)])), 'polling trigger')).toEqual([
    { place: { after: 0 }, label: 'Before 2 create' },
  ])
})

test('a trigger stays first and a router last', () => {
  expect(choices(FLOW, 1)).toEqual([])
  expect(choices(FLOW, 4)).toEqual([])
})

test('what is added is said by what stands on both sides', () => {
  const said = (after: number, router?: number, route?: number) =>
    addLabel(FLOW, router === undefined ? { after } : { after, router, route })
  expect(said(2)).toBe('Add a module between 2 create and 3 create')
  expect(said(0, 4, 1)).toBe('Add a module first in Route 2 R1 of 4')
  expect(said(7, 4, 1)).toBe('Add a module after 7 create')
  expect(addLabel(steps(step(1)), { after: 0 })).toBe('Add a module before 1 create')
  expect(addLabel([], { after: 0 })).toBe('Add the first module')
})
