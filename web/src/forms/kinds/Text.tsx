import { Expression } from '../Expression'
import { NUMBERS, shown, typed } from '../values'
import type { ControlProps } from './control'

/** Text, numbers and whatever else can be typed; expressions stand among it. */
export function Text({ facts, value, onChange, onBlur, ids, aria, disabled }: ControlProps) {
  const numeric = NUMBERS.has(facts.kind)
  return (
    <Expression
      id={ids.control}
      text={shown(value)}
      onChange={(text) => onChange(typed(text, facts))}
      onBlur={onBlur}
      multiline={facts['x-multiline'] || facts.kind === 'any'}
      numeric={numeric}
      disabled={disabled}
      placeholder={facts.default == null ? undefined : shown(facts.default)}
      {...aria}
    />
  )
}
