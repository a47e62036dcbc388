import { expect, test } from 'vitest'
import { narrowed, wantedOf } from '../../src/incomplete/wanted'

const NOW = new Date('2026-05-02T12:00:00Z')

test('an empty address asks for all that waits', () => {
  expect(wantedOf({}, NOW)).toEqual({ state: 'open', kind: '' })
  expect(narrowed({})).toBe(false)
})

test('what the address says is asked for', () => {
  const address = { scenario: 'Sales', kind: 'parked', state: 'dropped', text: '99', since: '1d' }
  expect(wantedOf(address, NOW)).toEqual({
    scenario: 'Sales',
    kind: 'parked',
    state: 'dropped',
    text: '99',
    since: '2026-05-01T12:00:00.000Z',
  })
  expect(narrowed(address)).toBe(true)
})

test('an unknown word counts as none', () => {
  expect(wantedOf({ kind: 'odd', state: 'odd', since: 'odd' }, NOW)).toEqual({
    state: 'open',
    kind: '',
  })
})
