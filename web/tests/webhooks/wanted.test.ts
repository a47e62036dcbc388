import { expect, test } from 'vitest'
import { canRetry, narrowed, summary, toldOf, wantedOf } from '../../src/webhooks/wanted'

test('days count from their beginning to their end', () => {
  const { since, until } = wantedOf({ since: '2026-05-01', until: '2026-05-01' })
  const hours = (new Date(until ?? '').getTime() - new Date(since ?? '').getTime()) / 3_600_000
  expect(hours).toBe(24)
})

test('what is no day and no word of ours is left out', () => {
  expect(wantedOf({ since: 'yesterday', until: '2026-5-1', outcome: 'odd', odd: 'x' })).toEqual({})
})

test('the registration of a page of its own narrows nothing', () => {
  expect(narrowed({ registration: 'x' }, 'registration')).toBe(false)
  expect(narrowed({ outcome: 'error' }, 'registration')).toBe(true)
})

test('what failed, was dropped or could not be read may be done again', () => {
  const cycles = (outcome: string) => ({ outcome, cycles: [{ outcome }] })
  expect(canRetry(cycles('dropped'))).toBe(true)
  expect(canRetry(cycles('success'))).toBe(false)
  expect(canRetry({ outcome: 'unreadable', cycles: [] })).toBe(true)
})

test('a call is told by what happened', () => {
  expect(toldOf({ category: 'CREDITNOTE', type: 'UPDATE' })).toBe('Creditnote updated')
  const told = { event: 1, category: 'INVOICE', type: 'CREATE' }
  expect(summary([told, { ...told, event: 2 }, told])).toBe('2 × Invoice created')
  expect(summary([])).toBe('')
})
