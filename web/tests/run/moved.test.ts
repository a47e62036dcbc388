import { expect, test } from 'vitest'
import type { RunDetail } from '../../src/api/generated'
import { figuresOf, firstModule, firstOperation } from '../../src/run/figures'
import { moved } from '../../src/run/moved'
import type { RunNews } from '../../src/shell/live'

const module = (id: number, more = {}) => ({
  id,
  operations: 0,
  bundles_in: 0,
  failed: 0,
  stopped: 0,
  warned: 0,
  api_calls: 0,
  ...more,
})
const run = (status: string, ...modules: object[]) =>
  ({ id: 'r', status, ended_at: null, operations: 1, modules }) as unknown as RunDetail

test('news makes figures grow, and never shrink', () => {
  const now = run('running', module(1, { operations: 5 }), module(2))
  const news = { id: 'r', status: 'running', operations: 9, modules: { 1: 3, 2: 4 } }
  const next = moved(now, news as unknown as RunNews)
  expect(next.modules.map((one) => one.operations)).toEqual([5, 4])
  expect(next.operations).toBe(9)
})

test('that a run has ended is only believed of the whole of it', () => {
  const news = { status: 'success', ended_at: '2026-03-01T12:00:00Z' }
  expect(moved(run('running'), news as unknown as RunNews).ended_at).toBeNull()
})

test('bubbles tell how each module did', () => {
  const told = run(
    'warning',
    module(1, { operations: 3, bundles_in: 3 }),
    module(2, { operations: 3, bundles_in: 3, failed: 1 }),
    module(3, { operations: 2, bundles_in: 2, failed: 2 }),
    module(4, { stopped: 2 }),
    module(5, { operations: 1, warned: 1 }),
  )
  const outcomes = Object.values(figuresOf(told)).map((figure) => figure.outcome)
  expect(outcomes).toEqual(['success', 'warning', 'error', 'none', 'warning'])
})

test('a run opens where something went wrong, else where something was stopped', () => {
  const busy = module(1, { operations: 1 })
  const stopped = module(2, { operations: 1, stopped: 1 })
  const failed = module(3, { operations: 1, failed: 1 })
  expect(firstModule(run('warning', busy, stopped, failed))).toBe(3)
  expect(firstModule(run('success', busy, stopped))).toBe(2)
  expect(firstModule(run('waiting', module(7), module(8)))).toBe(7)
})

test('of the operations of a module one that failed is looked at first', () => {
  const [done, failed, stopped] = ['done', 'failed', 'stopped'].map(
    (outcome) => ({ outcome }) as never,
  )
  expect(firstOperation([stopped, done, failed] as never)).toBe(failed)
  expect(firstOperation([stopped, done] as never)).toBe(stopped)
  expect(firstOperation([])).toBeUndefined()
})

test('a filter tells what it let through where it stopped something', () => {
  const told = run('success', module(1, { bundles_in: 2, stopped: 1 }), module(2))
  expect(figuresOf(told)[1]).toMatchObject({ stopped: 1, passed: 2 })
  expect(figuresOf(told)[2]?.passed).toBeUndefined()
})
