import { describe, expect, it } from 'vitest'
import { chosenOf, first, toggled } from '../../src/connections/choice'
import { kindOf } from '../../src/connections/kinds'
import { offersOf } from '../../src/connections/offers'
import { placeOf, stepsFor } from '../../src/connections/places'

describe('the way to a connection', () => {
  const nothing = { app: '', registered: false, begun: false, done: false }

  it('goes from the app to its organisations', () => {
    expect(placeOf(nothing)).toBe('app')
    expect(placeOf({ ...nothing, app: 'books' })).toBe('register')
    const registered = { ...nothing, app: 'books', registered: true }
    expect(placeOf(registered)).toBe('name')
    expect(placeOf({ ...registered, begun: true })).toBe('sign')
    expect(placeOf({ ...registered, begun: true, done: true })).toBe('organisations')
  })

  it('calls a registration as the service does', () => {
    expect(stepsFor('Books app').map(([, name]) => name)).toContain('Books app')
    expect(stepsFor('').map(([, name]) => name)).toContain('Registration')
  })
})

describe('permissions', () => {
  const read = { scope: 'read', sentence: 'Read.', chosen: true }
  const write = { scope: 'write', sentence: 'Write.', chosen: false }

  it('are chosen as the modules need them until somebody says otherwise', () => {
    expect(chosenOf([read, write])).toEqual(['read'])
    expect(toggled(['read'], 'write')).toEqual(['read', 'write'])
    expect(toggled(['read', 'write'], 'read')).toEqual(['write'])
  })

  it('stay where they stand when they are ticked', () => {
    expect(first([write, read])).toEqual({ needed: [read], others: [write] })
  })
})

it('there is always a way out of trouble', () => {
  expect(offersOf({ remedy: 'X', said: 'No.' }).map((one) => one.what)).toEqual(['again'])
  const less = { what: 'less', said: 'Ask for less.', scopes: ['read'] }
  expect(offersOf({ remedy: 'AskForLess', said: 'No.', offers: [less] })).toEqual([less])
})

it('a kind of organisation reads as a word', () => {
  expect(kindOf('PRACTICE_MANAGER')).toBe('Practice manager')
})
