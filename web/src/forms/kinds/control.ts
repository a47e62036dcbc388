/** What every kind of field is given. */
import type { FieldFacts, Values } from '../definition'
import type { Ids } from '../Frame'

export type ControlProps = {
  facts: FieldFacts
  value: unknown
  /** `undefined` takes the field away. */
  onChange: (value: unknown) => void
  /** Somebody went on: what is wrong may be said now. */
  onBlur: () => void
  ids: Ids
  aria: {
    'aria-required'?: boolean
    'aria-invalid'?: boolean
    'aria-describedby'?: string
  }
  disabled: boolean
  /** The names that lead to it, such as ["LineItems", "AccountCode"]. */
  path: string[]
  /** What its line, or the form, holds beside it. */
  beside: Values
  /** Somebody typed an expression where only values are chosen. */
  onMap: (text: string) => void
}
