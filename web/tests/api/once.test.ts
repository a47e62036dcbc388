import { afterEach, expect, test, vi } from 'vitest'
import { onceKey } from '../../src/api/once'

afterEach(() => vi.unstubAllGlobals())

test('a key is made over plain http too, where a browser gives no identifiers', () => {
  const { getRandomValues } = crypto
  vi.stubGlobal('crypto', { getRandomValues: getRandomValues.bind(crypto) })
  expect(onceKey()).toMatch(/^[0-9a-f]{32}$/)
  expect(onceKey()).not.toBe(onceKey())
})
