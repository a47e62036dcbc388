import { expect, test } from 'vitest'
import { conditionsSaid } from '../../src/run/filter'
import { beganSaid, parentOf } from '../../src/run/words'

const said = (origin: Record<string, unknown>) => beganSaid({ began: 'manual', origin })

test.each([
  [{ by: 'schedule' }, 'by its schedule'],
  [{ by: 'events', events: 3 }, '3 events'],
  [{ by: 'person', who: 'Jana' }, 'by Jana'],
  [{ by: 'token', who: 'Jana' }, 'over the API, by Jana'],
  [{ by: 'again', run: 'r1', who: 'Jana' }, 'once more, by Jana'],
  [{ by: 'command', file: 'a.yaml' }, 'from a file'],
  [{ by: 'retried', run: 'r1' }, 'a bundle sent again'],
  [{}, 'manual'],
])('%j is said as "%s"', (origin, words) => {
  expect(said(origin)).toBe(words)
})

test('a run that goes on with another names it', () => {
  expect(parentOf({ began: 'resume', origin: { by: 'again', run: 'r1' } })).toBe('r1')
  expect(parentOf({ began: 'manual', origin: {} })).toBe('')
})

test('the conditions of a filter are one line', () => {
  const greater = { a: '{{1.Total}}', o: 'number:greater', b: 5 }
  const named = { a: '{{1.Name}}', o: 'text:contain:ci', b: 'Ltd' }
  const there = { a: '{{1.Id}}', o: 'exist' }
  expect(conditionsSaid({ conditions: [[greater, there]] })).toBe(
    '{{1.Total}} is greater than 5 and {{1.Id}} exists',
  )
  expect(conditionsSaid({ conditions: [[greater, there], [named]] })).toBe(
    '({{1.Total}} is greater than 5 and {{1.Id}} exists) or {{1.Name}} contains, in any case, Ltd',
  )
  expect(conditionsSaid(undefined)).toBe('')
})
