import { expect, test } from 'vitest'
import { fixed } from '../../src/shell/finding'
import { placeOf } from '../../src/shell/notices'
import { PLACES } from '../../src/shell/places'
import { JUMPS, meant } from '../../src/shell/shortcuts'

const key = (name: string, more = {}) => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
})

test('the palette opens even while one types', () => {
  expect(meant(key('k', { ctrlKey: true }), true, false)).toBe('find')
  expect(meant(key('K', { metaKey: true }), false, false)).toBe('find')
})

test('no letter is taken from somebody who types', () => {
  for (const each of ['g', 's', '?']) expect(meant(key(each), true, true)).toBeNull()
})

test('g and a letter go to a page, and a letter alone goes nowhere', () => {
  expect(meant(key('g'), false, false)).toBe('go')
  expect(meant(key('s'), false, true)).toMatchObject({ to: '/scenarios' })
  expect(meant(key('s'), false, false)).toBeNull()
  expect(meant(key('x'), false, true)).toBeNull()
})

test('keys of the browser stay its own', () => {
  expect(meant(key('g', { ctrlKey: true }), false, false)).toBeNull()
  expect(meant(key('Tab'), false, true)).toBeNull()
})

test('every place has a letter of its own', () => {
  expect(JUMPS.size).toBe(PLACES.length)
})

test('pages are found by the beginnings of their words', () => {
  expect(fixed('new sc', true).map((one) => one.label)).toEqual(['New scenario'])
  expect(fixed('new sc', false)).toEqual([])
  expect(fixed('conn', true).map((one) => one.to)).toEqual(['/connections'])
})

test('a notice leads to what it is about', () => {
  expect(placeOf({ scenario: 's', run: 'r' })).toBe('/runs/r')
  expect(placeOf({ connection: 'c', scenarios: ['s'] })).toBe('/connections/c')
  expect(placeOf({})).toBe('/settings/notifications')
})
