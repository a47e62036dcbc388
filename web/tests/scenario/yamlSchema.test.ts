import { expect, it } from 'vitest'
import { keysOf, schemaAt, valuesOf } from '../../src/scenario/yamlSchema'

const SCHEMA = {
  properties: {
    schema: { const: 1 },
    flow: { type: 'array', items: { $ref: '#/$defs/step' } },
    connections: { type: 'object', additionalProperties: { properties: { app: {} } } },
    schedule: {
      anyOf: [{ const: 'on demand' }, { properties: { daily: { type: 'string' } } }],
    },
  },
  $defs: {
    step: {
      properties: {
        module: { type: 'string', description: 'app.module' },
        stop_if_empty: { type: 'boolean' },
        routes: { items: { properties: { flow: { items: { $ref: '#/$defs/step' } } } } },
      },
    },
  },
}

it('follows references, lists and keys of any name', () => {
  const step = schemaAt(SCHEMA, ['flow', '[]', 'routes', '[]', 'flow', '[]'])
  expect(keysOf(SCHEMA, step ?? {}).map((each) => each.label)).toEqual([
    'module',
    'stop_if_empty',
    'routes',
  ])
  expect(keysOf(SCHEMA, schemaAt(SCHEMA, ['connections', 'books']) ?? {})).toHaveLength(1)
})

it('tells what a key is for', () => {
  const step = schemaAt(SCHEMA, ['flow', '[]']) ?? {}
  expect(keysOf(SCHEMA, step)[0]?.detail).toBe('app.module')
})

it('tells the values where they are few', () => {
  const flag = schemaAt(SCHEMA, ['flow', '[]', 'stop_if_empty']) ?? {}
  expect(valuesOf(SCHEMA, flag).map((each) => each.label)).toEqual(['true', 'false'])
  expect(valuesOf(SCHEMA, schemaAt(SCHEMA, ['schema']) ?? {})[0]?.label).toBe('1')
})

it('tells keys and values of what may be the one or the other', () => {
  const schedule = schemaAt(SCHEMA, ['schedule']) ?? {}
  expect(valuesOf(SCHEMA, schedule)[0]?.label).toBe('on demand')
  expect(keysOf(SCHEMA, schedule)[0]?.label).toBe('daily')
})

it('says nothing of what is not there', () => {
  expect(schemaAt(SCHEMA, ['flow', '[]', 'nothing'])).toBeUndefined()
})
