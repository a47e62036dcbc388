import { expect, test } from 'vitest'
import { answered, placesOf, spoken } from '../../src/settings/operations'

test('operations of the API are said in words', () => {
  expect(spoken('switch_on')).toBe('Switch on')
  expect(spoken('createToken')).toBe('Create token')
})

test('what was done to leads to its page, where it has one', () => {
  expect(placesOf({ scenario_id: 's1', module: '3' })).toEqual([
    { what: 'Scenario', id: 's1', to: '/scenarios/s1' },
    { what: 'Module', id: '3' },
  ])
  expect(placesOf({ token_id: 't1' })).toEqual([{ what: 'Token', id: 't1' }])
})

test.each([
  [201, true, 'done'],
  [303, true, 'done'],
  [403, false, 'refused (403)'],
  [500, false, 'failed (500)'],
])('an answer of %i is said in words', (status, went, word) => {
  expect(answered(status)).toEqual({ went, word })
})
