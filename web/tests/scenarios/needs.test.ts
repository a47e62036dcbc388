import { expect, test } from 'vitest'
import type { ScenarioFacts } from '../../src/api/generated'
import { aboutOf, copyName, needsOf, takenAlong } from '../../src/scenarios/needs'

const WELL: ScenarioFacts = {
  id: 's',
  name: 'Shop',
  description: 'Orders become invoices.',
  version: 1,
  saved_at: '2026-11-01T10:00:00Z',
  saved_by: 'Anna',
  state: 'on',
  on: true,
  on_version: 1,
  since: null,
  next_at: null,
  trouble: '',
  waiting: 0,
  incomplete: 0,
  problems: 0,
  modules: 2,
  apps: ['csv'],
  last_run: null,
  last_status: null,
  last_started_at: null,
  has_inputs: false,
}

test('one that is well needs nobody and says what it is for', () => {
  expect(needsOf(WELL)).toEqual([])
  expect(aboutOf(WELL)).toBe('Orders become invoices.')
})

test('one that was switched off by rule says so first', () => {
  const ill = { ...WELL, state: 'deactivated', trouble: 'It failed.', incomplete: 2 }
  expect(needsOf(ill).map((need) => need.said)).toEqual([
    'Switched off: It failed.',
    '2 bundles wait for an answer',
  ])
})

test('a draft says that it cannot run', () => {
  expect(aboutOf({ ...WELL, problems: 1 })).toBe('Draft: 1 problem keeps it from running')
})

test('what is lost with it is said before it is deleted', () => {
  expect(takenAlong(WELL)).toBe('')
  expect(takenAlong({ ...WELL, waiting: 1, incomplete: 2 })).toBe(
    '1 waiting event and 2 incomplete runs will be dropped.',
  )
})

test('a copy is named by the next number that nobody has', () => {
  expect(copyName('Shop', new Set())).toBe('Shop (2)')
  expect(copyName('Shop (2)', new Set(['Shop (3)']))).toBe('Shop (4)')
  expect(copyName('x'.repeat(120), new Set())).toHaveLength(120)
})
