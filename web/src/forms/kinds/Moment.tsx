import { TextInput } from '@mantine/core'
import { onClock, withZone } from '../moments'
import { shown } from '../values'
import type { ControlProps } from './control'

/** A point in time: shown on the reader's clock, kept with its zone. */
export function Moment({ value, onChange, onBlur, ids, aria, disabled }: ControlProps) {
  return (
    <TextInput
      id={ids.control}
      type="datetime-local"
      value={onClock(shown(value))}
      disabled={disabled}
      onBlur={onBlur}
      onChange={(event) => onChange(withZone(event.currentTarget.value) || undefined)}
      {...aria}
    />
  )
}
