import { expect, it } from 'vitest'
import { SETTINGS, settingsOf, shownOf, withSetting } from '../../src/scenario/settings'

function setting(name: string) {
  const found = SETTINGS.find((each) => each.name === name)
  if (!found) throw new Error(name)
  return found
}

it('what is as usual is not written', () => {
  expect(withSetting({ strict_order: true }, setting('strict_order'), false)).toEqual({})
  expect(withSetting({ keep: 30 }, setting('keep'), '')).toEqual({})
})

it('numbers are numbers and codes a list, or the word all', () => {
  expect(withSetting({}, setting('max_errors'), '5')).toEqual({ max_errors: 5 })
  expect(withSetting({}, setting('stop_on'), 'late, doubled')).toEqual({
    stop_on: ['late', 'doubled'],
  })
  expect(withSetting({}, setting('stop_on'), 'all')).toEqual({ stop_on: 'all' })
})

it('a field shows what the file writes', () => {
  expect(shownOf({ stop_on: ['late', 'doubled'] }, setting('stop_on'))).toBe('late, doubled')
  expect(shownOf({}, setting('zone'))).toBe('')
})

it('settings that are no map are none', () => {
  expect(settingsOf({ settings: ['strict'] })).toEqual({})
  expect(settingsOf({})).toEqual({})
  expect(settingsOf({ settings: { keep: 3 } })).toEqual({ keep: 3 })
})
