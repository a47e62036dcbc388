import { NativeSelect } from '@mantine/core'
import { isBlank, shown } from '../values'
import type { ControlProps } from './control'

/** One of a few; a value that is none of them stays what it is until another is chosen. */
export function Choice({ facts, value, onChange, onBlur, ids, aria, disabled }: ControlProps) {
  const labels = facts['x-labels'] ?? {}
  const named = (one: string) => labels[one] || one || '(empty)'
  const options = facts.enum ?? []
  const now = shown(value)
  const strange = now !== '' && !options.includes(now)
  return (
    <NativeSelect
      id={ids.control}
      value={now}
      disabled={disabled}
      onBlur={onBlur}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
      data={[
        { value: '', label: unset(facts.required, facts.default, named) },
        ...(strange ? [{ value: now, label: now }] : []),
        ...options.filter(Boolean).map((one) => ({ value: one, label: named(one) })),
      ]}
      {...aria}
    />
  )
}

/** What stands where nothing is chosen. */
export function unset(required: boolean, usual: unknown, named: (one: string) => string): string {
  if (!isBlank(usual)) return `Usual: ${named(shown(usual))}`
  return required ? 'Choose…' : 'Not set'
}
