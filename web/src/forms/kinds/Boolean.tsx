import { NativeSelect } from '@mantine/core'
import { unset } from './Choice'
import type { ControlProps } from './control'

const WORDS: Record<string, string> = { true: 'yes', yes: 'yes', false: 'no', no: 'no' }
const SAID: Record<string, string> = { true: 'Yes', false: 'No' }

/** Yes, no, or nothing said. */
export function BooleanChoice({
  facts,
  value,
  onChange,
  onBlur,
  ids,
  aria,
  disabled,
}: ControlProps) {
  return (
    <NativeSelect
      id={ids.control}
      value={WORDS[String(value).toLowerCase()] ?? ''}
      disabled={disabled}
      onBlur={onBlur}
      onChange={(event) => {
        const word = event.currentTarget.value
        onChange(word === '' ? undefined : word === 'yes')
      }}
      data={[
        { value: '', label: unset(facts.required, facts.default, (one) => SAID[one] ?? one) },
        { value: 'yes', label: 'Yes' },
        { value: 'no', label: 'No' },
      ]}
      {...aria}
    />
  )
}
