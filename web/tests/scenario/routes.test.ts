import { expect, test } from 'vitest'
import { ownFaults, stepsOf } from '../../src/diagram/steps'
import { moduleCount, spoken, takes, wrongWith } from '../../src/scenario/routes'
import { MODULES, router, step } from '../diagram/documents'

const FILTER = { name: 'Large', conditions: [[]] }

function routesOf(flow: Record<string, unknown>[], faults: Record<string, unknown>[] = []) {
  const [found] = stepsOf({ flow }, MODULES, faults as never)
  if (!found) throw new Error('there is a router')
  return { found, routes: found.routes ?? [] }
}

const ONE = router(1, [step(2, 'books.create', { filter: FILTER }), step(3)], [step(4)], [])

test('a route is called by its number and its name', () => {
  const { routes } = routesOf([ONE])
  expect(spoken(routes[0], 0)).toBe('Route 1 (R0)')
  expect(spoken(routes[9], 9, false)).toBe('route 10')
})

test('it is told which bundles a route takes', () => {
  const { routes } = routesOf([ONE])
  expect(routes.map(takes)).toEqual([
    'Takes the bundles that pass its filter.',
    'Takes every bundle.',
    'Has no modules yet, so there is nothing to filter.',
  ])
  const [fallback] = routesOf([
    step(1, 'router', { routes: [{ fallback: true, flow: [] }] }),
  ]).routes
  expect(fallback && takes(fallback)).toBe('Takes the bundles that no other route takes.')
})

test('the modules of a route are counted with those in its routers', () => {
  const { routes } = routesOf([router(1, [step(2), router(3, [step(4)], [])], [])])
  expect(moduleCount(routes[0])).toBe('3 modules')
  expect(moduleCount(routes[1])).toBe('')
})

test('what is wrong with a route is told at it and not at its router', () => {
  const faults = [
    { message: 'Put one in.', module: 1, field: 'routes.2', line: 1 },
    { message: 'Only one.', module: 1, field: 'routes', line: 1 },
    { message: 'No filter here.', module: 4, field: 'filter', line: 1 },
    { message: 'No value.', module: 4, field: 'map.Total', line: 1 },
  ]
  const { found, routes } = routesOf([ONE], faults)
  expect(routes.map(wrongWith)).toEqual([[], ['No filter here.'], ['Put one in.']])
  expect(ownFaults(found).map(({ message }) => message)).toEqual(['Only one.'])
})
