import { expect, test } from 'vitest'
import { Trouble } from '../../src/api/trouble'
import { linesOf } from '../../src/scenarios/lines'
import { reasonsOf } from '../../src/scenarios/reasons'

test('everything that keeps it off is said once, with its line', () => {
  const said = reasonsOf({
    faults: [{ message: 'No such module.', line: 4 }],
    hindrances: [
      { code: 'no_schedule', message: 'It has no schedule.' },
      { code: 'reconnect', message: 'books has expired.' },
      { code: 'reconnect', message: 'books has expired.' },
    ],
  } as never)
  expect(said).toEqual([
    { said: 'No such module.', line: 4, connections: false },
    { said: 'It has no schedule.', line: 0, connections: false },
    { said: 'books has expired.', line: 0, connections: true },
  ])
})

test('what is wrong with a file is told by line, where the server knows it', () => {
  const trouble = new Trouble(422, 'Correct it', '', {
    errors: [
      { field: 'name', detail: 'Give it a name.', line: 3 },
      { field: 'x', detail: 'y' },
    ],
  })
  expect(linesOf(trouble)).toEqual([{ line: 3, said: 'Give it a name.' }])
})
