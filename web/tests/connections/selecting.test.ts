import { describe, expect, it } from 'vitest'
import { named, usual } from '../../src/connections/selecting'
import { connection, organisation } from './connection'

describe('the connection that a scenario means', () => {
  const renamed = connection('New', { former_names: ['Books'] })

  it('is found by name, id or a name that it had', () => {
    expect(named([renamed], 'New')).toBe(renamed)
    expect(named([renamed], 'id of New')).toBe(renamed)
    expect(named([renamed], 'Books')).toBe(renamed)
    expect(named([renamed], '')).toBeUndefined()
  })

  it('is the one that has the name before one that had it', () => {
    const has = connection('Books')
    expect(named([renamed, has], 'Books')).toBe(has)
  })
})

describe('the organisation', () => {
  const two = connection('a', { organisations: [organisation('UK'), organisation('AU')] })

  it('stays the same where the other connection reaches it too', () => {
    expect(usual(two, 'AU')).toBe('AU')
    expect(usual(two, 'au')).toBe('AU')
  })

  it('is the only one there is, and never the first of several', () => {
    expect(usual(connection('a'), '')).toBe('UK')
    expect(usual(two, '')).toBe('')
  })

  it('is none that a person left out or that is not reached', () => {
    const out = organisation('UK', { included: false })
    const gone = organisation('AU', { reached: false })
    expect(usual(connection('a', { organisations: [out, gone] }), 'UK')).toBe('')
  })
})
