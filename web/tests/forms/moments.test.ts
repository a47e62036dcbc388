import { expect, test } from 'vitest'
import { onClock, withZone } from '../../src/forms/moments'

test('a moment that is shown on a clock and taken back is the same moment', () => {
  for (const moment of ['2010-12-31T23:30:00Z', '2026-07-01T00:00:00+12:00']) {
    const back = withZone(onClock(moment))
    expect(new Date(back).getTime()).toBe(new Date(moment).getTime())
    expect(back).toMatch(/[+-]\d{2}:\d{2}$/)
  }
})

test('without a zone it is read as UTC, as the server reads it', () => {
  const moment = new Date(withZone(onClock('2010-12-31T10:00:00')))
  expect(moment.toISOString()).toBe('2010-12-31T10:00:00.000Z')
})

test('what is no moment is shown as nothing', () => {
  expect(onClock('tomorrow')).toBe('')
  expect(withZone('')).toBe('')
})
