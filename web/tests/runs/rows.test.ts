import { describe, expect, test } from 'vitest'
import type { LoggedChange, RunLine, Runs } from '../../src/api/generated'
import { lots, pieces, placeOf, whereSaid } from '../../src/runs/found'
import { changeSaid, freshened, mingled, type Pages, rowId, told } from '../../src/runs/rows'

const run = (id: string, more: Partial<RunLine> = {}) =>
  ({ id, status: 'success', started_at: `2026-03-01T12:00:0${id}.000Z`, ...more }) as RunLine
const page = (items: RunLine[], next: string | null = null): Runs => ({
  items,
  next,
  previous: null,
})
const known = (...pages: Runs[]): Pages => ({ pages, pageParams: pages.map(() => '') })
const ids = (pages: Pages | undefined) => pages?.pages.map((one) => one.items.map(({ id }) => id))

describe('the newest look', () => {
  test('puts what is new before what is known, and tells how that is now', () => {
    const now = known(page([run('2', { status: 'running' })], '2'), page([run('1')]))
    const next = freshened(now, page([run('3'), run('2')], '2'))
    expect(ids(next)).toEqual([['3', '2'], ['1']])
    expect(next?.pages[0]?.items[1]?.status).toBe('success')
  })

  test('begins anew where it does not reach what is known', () => {
    expect(freshened(known(page([run('1')])), page([run('5'), run('4')], '4'))).toBeUndefined()
  })

  test('fills an empty list', () => {
    expect(ids(freshened(known(page([])), page([run('1')])))).toEqual([['1']])
  })
})

test('news of a run changes its row alone', () => {
  const now = known(page([run('2'), run('1')]))
  expect(told(now, run('1', { status: 'error' })).pages[0]?.items[1]?.status).toBe('error')
  expect(told(now, run('9'))).toBe(now)
})

const change = (at: string, kind: string, version: number | null = null) =>
  ({
    id: at,
    at: `2026-03-01T12:00:${at}.000Z`,
    kind,
    version,
    by: 'Jana',
    by_id: '',
    note: '',
  }) as LoggedChange

test('changes stand between the runs, those before the oldest only at the end', () => {
  const runs = [run('5'), run('3')]
  const changes = [change('04', 'edited', 2), change('01', 'created', 1)]
  expect(mingled(runs, changes, true).map(rowId)).toEqual(['5', 'change-04', '3'])
  expect(mingled(runs, changes, false).map(rowId)).toEqual(['5', 'change-04', '3', 'change-01'])
})

test('a change is said with who did it', () => {
  expect(changeSaid(change('01', 'edited', 2))).toBe('Jana saved version 2')
  expect(changeSaid(change('01', 'switched off'))).toBe('Jana switched the scenario off')
  expect(changeSaid(change('01', 'switched on', 3))).toBe('Jana switched version 3 on')
})

describe('a hit', () => {
  const hit = {
    run_id: 'r',
    scenario: 'S',
    status: 'success',
    started_at: '',
    module: 2,
    operation: '0.1.2',
    path: '4.1',
    side: 'out',
    number: 3,
    field: 'Name',
    text: 'Acme Ltd',
  }

  test('says where it is, and leads there', () => {
    expect(whereSaid(hit)).toBe('Module 2, bundle 4.1, came out as number 3: Name')
    expect(placeOf(hit)).toEqual({ module: '2', op: '0.1.2', tab: 'output', bundle: '3' })
    expect(placeOf({ ...hit, module: null, side: 'run' })).toEqual({})
    expect(whereSaid({ ...hit, module: null, path: '', side: 'run', field: 'reason' })).toBe(
      'The run itself: reason',
    )
  })

  test('stands with the others of its run', () => {
    expect(lots([hit, hit, { ...hit, run_id: 'q' }]).map(({ hits }) => hits.length)).toEqual([2, 1])
  })

  test('shows what was looked for', () => {
    const found = (text: string, asked: string) =>
      pieces(text, asked)
        .filter((piece) => piece.found)
        .map((piece) => piece.text)
    expect(found('Acme Ltd (acme)', 'acme')).toEqual(['Acme', 'acme'])
    expect(found('Acme Ltd', '"acme ltd"')).toEqual(['Acme Ltd'])
    expect(found('a+b', 'a+b')).toEqual(['a+b'])
    expect(found('Acme', '')).toEqual([])
  })
})
