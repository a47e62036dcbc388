/** What every field of a form knows of the form that it stands in. */
import { createContext, useContext } from 'react'
import type { InputFacts } from '../api/generated'
import type { Earlier, FormFacts, Values, Whose } from './definition'

export type Samples = Readonly<Record<number, unknown>>

export type Inside = {
  module: string
  form?: FormFacts
  before: readonly Earlier[]
  inputs: readonly InputFacts[]
  samples: Samples
  connection: Whose | null
  /** What the server says of fields, by their names at the top. */
  faults: ReadonlyMap<string, string[]>
  disabled: boolean
  /** All values of the form: what one list offers may depend on another field. */
  values: Values
}

export const NOTHING: Inside = {
  module: '',
  before: [],
  inputs: [],
  samples: {},
  connection: null,
  faults: new Map(),
  disabled: false,
  values: {},
}

export const InsideContext = createContext<Inside>(NOTHING)

export function useInside(): Inside {
  return useContext(InsideContext)
}
