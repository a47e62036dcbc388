import { expect, test } from 'vitest'
import { shortMoment, wholeMoment } from '../../src/ui/figures'

test('the whole of a moment says of which zone it is', () => {
  expect(wholeMoment('2026-03-01T12:00:05Z')).toMatch(/1 Mar 2026.* \S*[A-Z]{2,}\S*$/)
})

test('of a moment today only the clock is shown, of another year all but the zone', () => {
  const now = new Date(2026, 2, 1, 15)
  expect(shortMoment(new Date(2026, 2, 1, 9, 5, 7).toISOString(), now)).toBe('09:05:07')
  expect(shortMoment(new Date(2024, 2, 1, 9, 5, 7).toISOString(), now)).toBe('1 Mar 2024, 09:05:07')
})
