import { describe, expect, test } from 'vitest'
import type { Call, RunModule } from '../../src/api/generated'
import { anyWaits, barsOf, spanOf, ticksOf } from '../../src/run/waterfall'

const START = '2026-03-01T12:00:00.000Z'
const END = '2026-03-01T12:00:10.000Z'
const at = (seconds: number) => new Date(Date.parse(START) + seconds * 1000).toISOString()

const CALL = {
  id: '1',
  module: 2,
  at: at(5),
  method: 'PUT',
  path: '/Invoices',
  status: 200,
  bytes_out: 1,
  bytes_in: 2,
  seconds: 1,
  waited_seconds: 2,
  trouble: '',
} satisfies Call
const MODULE = {
  id: 2,
  module: 'a.b',
  label: 'Create',
  line: 1,
  operations: 3,
  bundles_in: 3,
  bundles_out: 3,
  failed: 0,
  stopped: 0,
  warned: 0,
  api_calls: 1,
  waited_seconds: 2,
  began_at: at(3),
  ended_at: at(6),
  shown: [],
} satisfies RunModule

describe('the waterfall', () => {
  const span = spanOf(START, END, [MODULE], [CALL])

  test('puts calls beneath their module, from when they began to wait', () => {
    const bars = barsOf(span, [MODULE], [CALL])
    expect(bars.map(({ kind, from, began, to }) => [kind, from, began, to])).toEqual([
      ['module', 300, 300, 600],
      ['call', 300, 500, 600],
    ])
    expect(anyWaits(bars)).toBe(true)
  })

  test('leaves out modules that did nothing', () => {
    const idle = { ...MODULE, id: 3, began_at: null, ended_at: null }
    expect(barsOf(span, [idle], [])).toEqual([])
  })

  test('draws what took no time so that it is seen, within the whole', () => {
    const quick = { ...CALL, at: END, seconds: 0, waited_seconds: 0 }
    const [, bar] = barsOf(span, [MODULE], [quick])
    expect(bar).toMatchObject({ began: 998, to: 1000 })
  })

  test('grows with what is known of a run that has not ended', () => {
    expect(spanOf(START, null, [MODULE], [CALL]).ended).toBe(Date.parse(at(6)))
    expect(spanOf(START, null, [], []).ended).toBe(Date.parse(START) + 1)
  })

  test('marks whole steps of time', () => {
    expect(ticksOf(span)).toEqual([0, 2, 4, 6, 8, 10])
    expect(ticksOf({ began: 0, ended: 1300 })).toEqual([0, 0.5, 1])
    expect(ticksOf({ began: 0, ended: 1 })).toHaveLength(6)
  })
})
