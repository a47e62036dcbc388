import { expect, test } from 'vitest'
import { type Edit, readBy } from '../../src/scenario/editing'

const edit = (some: Partial<Edit>) => some as Edit
const made = new Map([
  [3, 4],
  [4, 5],
  [6, 7],
])

test('a change names the newest version where it was made from none', () => {
  expect(readBy(edit({}), 7, made)).toBe(7)
})

test('what the page itself changed since is not taken for what somebody else did', () => {
  expect(readBy(edit({ from: 3 }), 7, made)).toBe(5)
  expect(readBy(edit({ from: 6 }), 7, made)).toBe(7)
  expect(readBy(edit({ from: 2 }), 7, made)).toBe(2)
})

test('a whole file never replaces unseen what the page changed since', () => {
  expect(readBy(edit({ from: 3, whole: true }), 7, made)).toBe(3)
})
