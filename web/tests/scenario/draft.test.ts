import { expect, it } from 'vitest'
import type { Step } from '../../src/diagram/steps'
import { changeOf, draftOf, isChange, noteOf } from '../../src/scenario/draft'

function step(raw: Record<string, unknown>): Step {
  return { raw, note: String(raw.note ?? '') } as Step
}

const WRITTEN = step({ id: 3, module: 'a.b', map: { Name: 'Ada', Total: '1' }, note: 'Why' })

it('only what differs is sent', () => {
  const before = draftOf(WRITTEN)
  const change = changeOf(before, { ...before, map: { Name: 'Grace', Total: '1' } })
  expect(change).toEqual({ change: {}, fields: { Name: 'Grace' }, without: [] })
})

it('a field that was emptied is taken away', () => {
  const before = draftOf(WRITTEN)
  expect(changeOf(before, { ...before, map: { Name: 'Ada' } }).without).toEqual(['Total'])
})

it('a filter and a note that are gone are null', () => {
  const before = draftOf(step({ filter: { conditions: [] }, note: 'Why' }))
  expect(changeOf(before, { map: {}, filter: null, note: ' ', flow: {} }).change).toEqual({
    filter: null,
    note: null,
  })
})

it('what was typed and taken back is no change', () => {
  const before = draftOf(WRITTEN)
  expect(isChange(changeOf(before, { ...before, map: { ...before.map } }))).toBe(false)
})

it('a map that is none counts as empty', () => {
  expect(draftOf(step({ map: ['x'] })).map).toEqual({})
})

it('the note of the version names what changed', () => {
  const note = noteOf('3 Create', {
    change: { filter: null },
    fields: { A: 1, B: 2, C: 3 },
    without: [],
  })
  expect(note).toBe('3 Create: A, B, C and 1 more.')
})
