import { describe, expect, it } from 'vitest'
import { FRESH, formOf, writtenOf } from '../../src/scenario/schedule'

const WRITTEN = [
  'on demand',
  { every: '15 minutes' },
  { every: '1 hour' },
  { daily: '09:30' },
  { weekly: ['mon', 'fri'], at: '08:00', zone: 'Europe/Prague' },
  { monthly: [1, 'last'], at: '23:30' },
  { yearly: ['03-31', '12-24'], at: '09:00' },
  { once: '2026-12-24 09:00' },
  { cron: '*/15 8-18 * * 1-5', from: '2026-01-01', until: '2026-12-31 18:00' },
  { every: '5 minutes', only: [{ days: ['mon'], hours: '09:00-17:00' }] },
]

describe('a schedule', () => {
  it.each(WRITTEN.map((each) => [each]))('%j is written as it was read', (written) => {
    expect(writtenOf(formOf(written))).toEqual(written)
  })

  it('that is none is written as nothing', () => {
    expect(writtenOf(formOf(null))).toBeNull()
    expect(writtenOf(FRESH)).toBeNull()
  })

  it('keeps what was typed for another kind', () => {
    const weekly = formOf({ weekly: ['tue'], at: '10:00' })
    expect(writtenOf({ ...weekly, kind: 'daily' })).toEqual({ daily: '10:00' })
    expect(writtenOf({ ...weekly, kind: 'weekly' })).toEqual({ weekly: ['tue'], at: '10:00' })
  })

  it('names the days of a week in their order, however they were ticked', () => {
    const form = { ...FRESH, kind: 'weekly' as const, weekdays: ['fri', 'mon'] }
    expect(writtenOf(form)).toEqual({ weekly: ['mon', 'fri'], at: '09:00' })
  })

  it('that nobody can read is shown as none', () => {
    expect(formOf('sometimes').kind).toBe('none')
    expect(formOf({ often: true }).kind).toBe('none')
  })
})
