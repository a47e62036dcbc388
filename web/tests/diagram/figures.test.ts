import { expect, test } from 'vitest'
import { figureSaid, filterSaid, runSaid } from '../../src/diagram/figures'

test('what a module did is said in one line', () => {
  expect(figureSaid({ operations: 1, outcome: 'success' })).toBe('1 operation, success')
  expect(figureSaid({ operations: 1200, calls: 3, outcome: 'running' })).toBe(
    '1,200 operations, 3 API calls, running',
  )
})

test('a filter tells what it let through and what it stopped', () => {
  const figure = { operations: 3, outcome: 'success' } as const
  expect(filterSaid({ ...figure, passed: 3, stopped: 2 })).toBe('3 of 5 passed')
  expect(filterSaid({ ...figure, stopped: 2 })).toBe('2 stopped')
  expect(filterSaid(figure)).toBe('')
  expect(filterSaid(undefined)).toBe('')
})

test('a run is said as a whole, with what needs attention', () => {
  const figures = {
    1: { operations: 1, outcome: 'success' },
    2: { operations: 4, outcome: 'error' },
    3: { operations: 2, outcome: 'running' },
  } as const
  expect(runSaid(figures)).toBe('7 operations, 1 module at work, 1 module with errors')
})
