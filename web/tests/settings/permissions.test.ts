import { expect, test } from 'vitest'
import { granted } from '../../src/settings/permissions'

test('what a token may do is said in short', () => {
  expect(granted(['own', 'scenarios:read', 'history:read'], 3)).toBe('everything')
  expect(granted(['own', 'scenarios:read'], 3)).toBe('scenarios:read')
  expect(granted(['own'], 3)).toBe('own profile')
})
