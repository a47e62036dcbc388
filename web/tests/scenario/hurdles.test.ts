import { describe, expect, it } from 'vitest'
import type { Fault, Hindrance } from '../../src/api/generated'
import { hurdlesOf } from '../../src/scenario/hurdles'

const DOCUMENT = {
  connections: { books: { app: 'books', connection: 'Ours', organisation: 'Shop' } },
  flow: [{ id: 1, module: 'a.b' }],
}

function remedies(faults: Fault[], hindrances: Hindrance[] = [], document: object = DOCUMENT) {
  return hurdlesOf({ document: { ...document }, faults, hindrances }).map((each) => each.remedy)
}

describe('what keeps a scenario from running', () => {
  it('is mended at its module, else at its line', () => {
    expect(
      remedies([{ message: 'x', module: 3, line: 9 }, { message: 'y', line: 4 }, { message: 'z' }]),
    ).toEqual(['module', 'line', ''])
  })

  it('is mended by a connection, by permissions, or by connecting again', () => {
    const of = (remedy: string): Fault => ({
      message: remedy,
      remedy,
      connection: 'books',
      line: 2,
    })
    expect(remedies([of('ChooseConnection'), of('ExtendPermissions'), of('Reconnect')])).toEqual([
      'create',
      'extend',
      'reconnect',
    ])
  })

  it('knows which connection of the installation is meant', () => {
    const [hurdle] = hurdlesOf({
      document: DOCUMENT,
      faults: [{ message: 'x', remedy: 'ExtendPermissions', connection: 'books' }],
      hindrances: [],
    })
    expect(hurdle).toMatchObject({ app: 'books', name: 'books', connection: 'Ours' })
  })

  it('comes before what keeps it from being switched on', () => {
    const hindrance = { code: 'no_schedule', message: 'y' }
    expect(remedies([{ message: 'x', module: 1 }], [hindrance])).toEqual(['module'])
    expect(remedies([], [hindrance])).toEqual(['schedule'])
  })

  it('is nothing in one that is empty: the diagram asks for its first module', () => {
    expect(remedies([{ message: 'Put at least one module', line: 3 }], [], { flow: [] })).toEqual(
      [],
    )
  })
})
