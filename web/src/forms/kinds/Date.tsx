import { TextInput } from '@mantine/core'
import { shown } from '../values'
import type { ControlProps } from './control'

/** A calendar date, written 2010-12-31. */
export function Day({ value, onChange, onBlur, ids, aria, disabled }: ControlProps) {
  return (
    <TextInput
      id={ids.control}
      type="date"
      value={shown(value)}
      disabled={disabled}
      onBlur={onBlur}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
      {...aria}
    />
  )
}
