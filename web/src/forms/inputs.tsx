/** The inputs of a run as fields: what is given is a value, never an expression. */
import { Textarea } from '@mantine/core'
import type { InputFacts } from '../api/generated'
import type { FieldFacts } from './definition'
import type { ControlProps } from './kinds/control'
import { NUMBERS, shown, typed } from './values'

export function inputField(input: InputFacts): FieldFacts {
  const { name, type, required, default: usual, help } = input
  return { name, label: name, kind: type, help, required, default: usual, advanced: false }
}

/** A text or a number as it is typed. */
export function Plain({ value, onChange, onBlur, ids, aria, disabled, facts }: ControlProps) {
  return (
    <Textarea
      id={ids.control}
      autosize
      minRows={1}
      maxRows={12}
      inputMode={NUMBERS.has(facts.kind) ? 'decimal' : undefined}
      value={shown(value)}
      disabled={disabled}
      placeholder={facts.default == null ? undefined : shown(facts.default)}
      onBlur={onBlur}
      onChange={(event) => onChange(typed(event.currentTarget.value, facts))}
      {...aria}
    />
  )
}
