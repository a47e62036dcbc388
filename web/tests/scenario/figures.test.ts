import { expect, it } from 'vitest'
import type { RunDetail } from '../../src/api/generated'
import { figuresOf, type Told, toldOf } from '../../src/scenario/figures'
import type { RunNews } from '../../src/shell/live'

const MODULE: Told = {
  id: 1,
  label: 'One',
  operations: 2,
  bundles_in: 2,
  bundles_out: 2,
  failed: 0,
  stopped: 0,
  warned: 0,
  api_calls: 1,
  waited_seconds: 0,
}

function outcome(module: Partial<Told>, status: string) {
  return figuresOf([{ ...MODULE, ...module }], status)[1]?.outcome
}

it('a module of a run that moves is at work, and done when it has ended', () => {
  expect(outcome({}, 'running')).toBe('running')
  expect(outcome({}, 'success')).toBe('success')
  expect(outcome({ operations: 0 }, 'running')).toBe('none')
})

it('a failed bundle is told at once, and a warning too', () => {
  expect(outcome({ failed: 1, warned: 1 }, 'running')).toBe('error')
  expect(outcome({ warned: 1 }, 'success')).toBe('warning')
})

it('what was heard counts where it is more than what was read', () => {
  const run = { id: 'r', modules: [MODULE] } as unknown as RunDetail
  const heard = (id: string, count: number) =>
    ({ id, modules: { '1': count } }) as unknown as RunNews
  expect(toldOf(run, heard('r', 5))[0]?.operations).toBe(5)
  expect(toldOf(run, heard('r', 1))[0]?.operations).toBe(2)
  expect(toldOf(run, heard('another', 5))[0]?.operations).toBe(2)
})

it('a filter tells what it let through where it stopped something', () => {
  const [with_, without] = [{ stopped: 1 }, {}].map(
    (each) => figuresOf([{ ...MODULE, ...each }], 'success')[1],
  )
  expect(with_).toMatchObject({ stopped: 1, passed: 2 })
  expect(without?.passed).toBeUndefined()
})
