import { expect, test } from 'vitest'
import { asked, exported, narrowed, rare, several } from '../../src/runs/filters'

const NOW = new Date('2026-03-01T12:00:30Z')

test('the address is asked as the API takes it, and what is nothing is left out', () => {
  const address = {
    status: 'error,warning',
    shortest: '1.5',
    least: '2',
    most: 'many',
    text: ' x ',
    in: 'bundles',
  }
  expect(asked(address, NOW)).toEqual({
    status: 'error,warning',
    shortest: 1.5,
    least: 2,
    text: 'x',
  })
  expect(asked({ checks: 'no' }, NOW)).toEqual({ checks: false })
})

test('a period reaches back from this minute', () => {
  expect(asked({ period: '1h' }, NOW)).toEqual({ since: '2026-03-01T11:00:00.000Z' })
  expect(asked({ period: 'custom', since: '2026-02-01T10:00Z', until: 'soon' }, NOW)).toEqual({
    since: '2026-02-01T10:00:00.000Z',
  })
})

test('the same filters take the list away as a file', () => {
  expect(exported({})).toBe('/api/v1/runs/export')
  expect(exported({ status: 'error', checks: false })).toBe(
    '/api/v1/runs/export?status=error&checks=false',
  )
})

test('it is known what is set', () => {
  expect(narrowed({ in: 'bundles' })).toBe(false)
  expect(narrowed({ status: 'error' })).toBe(true)
  expect(rare({ least: '1', checks: 'no' })).toBe(2)
  expect(several('a,b')).toEqual(['a', 'b'])
})
