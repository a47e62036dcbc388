import { describe, expect, it } from 'vitest'
import { keysUnder, ofItem, placeAt } from '../../src/scenario/yamlPlace'

const TEXT = `schema: 1
name: Orders
connections:
  books: {app: a, connection: c, organisation: o}
  other:
    app: a

flow:
  - id: 1
    module: csv.parse
    map:
      file: "{{input.rows}}"
  - id: 2
    note: a router
    module: router
    routes:
      - name: One
        flow:
          - id: 3
            module: tools.compose
            map:
              va`.split('\n')

function at(line: number, column: number) {
  return placeAt(TEXT, line, column)
}

describe('the place in a text', () => {
  it('is the top of the file before any key', () => {
    expect(at(1, 2)).toMatchObject({ path: [], key: '', word: 'na' })
  })

  it('is the value behind a key', () => {
    expect(at(9, 16)).toMatchObject({
      path: ['flow', '[]'],
      key: 'module',
      word: 'csv.',
      begins: 12,
    })
  })

  it('is found through lists within lists', () => {
    expect(at(TEXT.length - 1, 16)).toMatchObject({
      path: ['flow', '[]', 'routes', '[]', 'flow', '[]', 'map'],
      key: '',
      word: 'va',
    })
  })

  it('is in the item of a list whose dash stands before it', () => {
    expect(at(8, 6)).toMatchObject({ path: ['flow', '[]'], word: 'id', item: 8 })
  })

  it('is told by the indent where nothing is written yet', () => {
    const lines = ['flow:', '  - id: 1', '    module: a.b', '    ']
    expect(placeAt(lines, 3, 4)).toMatchObject({ path: ['flow', '[]'], key: '', word: '' })
  })

  it('knows lists whose dashes stand under their key', () => {
    const lines = ['flow:', '- id: 1', '  mod']
    expect(placeAt(lines, 2, 5)).toMatchObject({ path: ['flow', '[]'], word: 'mod' })
  })
})

describe('the item of a list', () => {
  it('tells the value of its own key, and not of one within it', () => {
    expect(ofItem(TEXT, at(TEXT.length - 1, 16).item, 'module')).toBe('tools.compose')
    expect(ofItem(TEXT, 12, 'module')).toBe('router')
    expect(ofItem(TEXT, 8, 'note')).toBe('')
  })
})

describe('keys under a key', () => {
  it('are the names of connections', () => {
    expect(keysUnder(TEXT, 'connections')).toEqual(['books', 'other'])
    expect(keysUnder(TEXT, 'inputs')).toEqual([])
  })
})
