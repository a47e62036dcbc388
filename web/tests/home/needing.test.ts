import { expect, test } from 'vitest'
import {
  ofCauses,
  ofChecks,
  ofConnections,
  ofDeliveries,
  ofScenarios,
} from '../../src/home/needing'
import { shareOf } from '../../src/home/quota'

test('what stopped leads to those that stopped for the same reason', () => {
  const cause = {
    id: 'c1',
    scenario_id: 's',
    scenario: 'Shop',
    module: 3,
    kind: 'parked',
    count: 2,
  }
  const [line] = ofCauses([{ ...cause, message: 'No answer.\n  at line 1:\n ^' } as never])
  expect(line).toMatchObject({
    tone: 'err',
    said: 'No answer.',
    title: 'Shop: 2 bundles stopped at module 3',
    to: '/incomplete',
    search: { cause: 'c1' },
  })
})

test('a scenario that failed leads to its run, one that does not start to its page', () => {
  const shop = { id: 's', name: 'Shop', state: 'on', trouble: '', last_status: 'error' }
  expect(ofScenarios([{ ...shop, last_run: 'r' } as never])[0]?.to).toBe('/runs/r')
  const held = { ...shop, state: 'held up', trouble: 'Revoked.', last_run: 'r' }
  expect(ofScenarios([held as never])[0]).toMatchObject({
    title: 'Shop does not start',
    to: '/scenarios/s',
  })
  expect(ofScenarios([{ ...shop, last_status: 'warning' } as never])).toEqual([])
})

test('connections and checks that are well are not told', () => {
  expect(ofConnections([{ state: 'ok' } as never])).toEqual([])
  const checks = [
    { check: 'disk', ok: true, found: '' },
    { check: 'connections', ok: false, found: 'told one by one' },
    { check: 'clocks', ok: false, found: 'apart' },
  ]
  expect(ofChecks(checks).map((line) => line.said)).toEqual(['apart'])
})

test('deliveries that could not be read are one line', () => {
  expect(ofDeliveries([])).toEqual([])
  const one = { registration_id: 'g', trouble: 'No JSON.' } as never
  expect(ofDeliveries([one, one])[0]?.title).toBe('2 deliveries could not be read')
})

test('a day without end has no share', () => {
  expect(shareOf({ day_left: null, day_used: 5 })).toBeNull()
  expect(shareOf({ day_left: 3, day_used: 1 })).toBe(25)
  expect(shareOf({ day_left: 0, day_used: 0 })).toBe(0)
})
