import { expect, test } from 'vitest'
import { colourOf, initialOf } from '../../src/ui/disc'

test('an app has the same colour everywhere', () => {
  expect(colourOf('csv')).toBe(colourOf('csv'))
})

test('the apps that come along are told apart', () => {
  const colours = new Set(['csv', 'tools', 'webhooks', 'json'].map(colourOf))
  expect(colours.size).toBe(4)
})

test('an app is known by its first letter or number', () => {
  expect(initialOf('xml')).toBe('X')
  expect(initialOf('.7shifts')).toBe('7')
  expect(initialOf('élan')).toBe('É')
  expect(initialOf('')).toBe('?')
})
