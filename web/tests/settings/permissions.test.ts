import { expect, test } from 'vitest'
import { spoken } from '../../src/settings/operations'
import { granted, offered, SENTENCES } from '../../src/settings/permissions'

test('nobody is offered what they do not have themselves', () => {
  expect(offered(['own', 'scenarios:read']).map(([name]) => name)).toEqual([
    'scenarios:read',
    'own',
  ])
})

test('what a token may do is said in short', () => {
  expect(granted(SENTENCES.map(([name]) => name))).toBe('everything')
  expect(granted(['own', 'scenarios:read'])).toBe('scenarios:read')
  expect(granted(['own'])).toBe('own profile')
})

test('operations of the API are said in words', () => {
  expect(spoken('switch_on')).toBe('Switch on')
  expect(spoken('createToken')).toBe('Create token')
})
