import { expect, test } from 'vitest'
import { flowChange, flowFields, flowOf } from '../../src/forms/flow'

test('an aggregator asks whose bundles it gathers, a search what to do with nothing', () => {
  expect(flowFields('aggregator').map((field) => field.name)).toEqual([
    'source',
    'group_by',
    'stop_if_empty',
  ])
  expect(flowFields('search').map((field) => field.name)).toEqual(['continue_if_empty'])
  expect(flowFields('action')).toEqual([])
})

test('only what differs is told, and what is gone is taken away', () => {
  const before = flowOf({ id: 2, module: 'a.b', source: 1, group_by: '{{1.No}}' })
  expect(before).toEqual({ source: 1, group_by: '{{1.No}}' })
  expect(flowChange(before, { source: 1, stop_if_empty: true })).toEqual({
    group_by: null,
    stop_if_empty: true,
  })
  expect(flowChange(before, before)).toEqual({})
})
