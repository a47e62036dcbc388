import { describe, expect, it } from 'vitest'
import { granted, inOrder, matching, organisationNames } from '../../src/connections/order'
import { connection, organisation } from './connection'

const names = (all: ReadonlyArray<{ name: string }>) => all.map((one) => one.name)

describe('the list of connections', () => {
  it('begins with what needs somebody, worst first, then goes by name', () => {
    const all = [
      connection('b'),
      connection('a'),
      connection('soon', { state: 'expiring' }),
      connection('ended', { state: 'revoked' }),
    ]
    expect(names(inOrder(all))).toEqual(['ended', 'soon', 'a', 'b'])
  })

  it('puts one that lacks what a scenario needs before those that are well', () => {
    const all = [connection('a'), connection('lacks', { missing: ['write'] })]
    expect(names(inOrder(all))).toEqual(['lacks', 'a'])
  })

  it('finds by name, former name and organisation, whatever the case', () => {
    const all = [
      connection('Shop', { former_names: ['Old'] }),
      connection('Other', { organisations: [organisation('Ridgeway')] }),
    ]
    expect(names(matching(all, { q: 'OLD' }))).toEqual(['Shop'])
    expect(names(matching(all, { q: 'ridge' }))).toEqual(['Other'])
    expect(matching(all, { q: 'nothing' })).toEqual([])
  })

  it('shows those alone that need somebody', () => {
    const all = [connection('well'), connection('ill', { state: 'needs_permission' })]
    expect(names(matching(all, { state: 'ailing' }))).toEqual(['ill'])
  })

  it('says how many permissions were granted of those that are needed', () => {
    expect(granted(connection('a', { permissions: ['x', 'y'] }))).toBe('2')
    expect(granted(connection('a', { permissions: ['x', 'y'], missing: ['z'] }))).toBe('2 of 3')
  })

  it('names organisations that are used, and all of them where none is any more', () => {
    const left = organisation('AU', { included: false })
    expect(
      organisationNames(connection('a', { organisations: [organisation('UK'), left] })),
    ).toEqual(['UK'])
    const gone = organisation('UK', { reached: false })
    expect(organisationNames(connection('a', { organisations: [gone] }))).toEqual(['UK'])
  })
})
