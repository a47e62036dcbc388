/** Which record of the service it is: one of those that were found, or another. */
import { Radio, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Holds, IncompleteDetail } from '../api/generated'
import { calledOf } from './record'

type PostedProps = {
  one: IncompleteDetail
  held: Holds | undefined
  value: string
  onChange: (record: string) => void
}

export function Posted({ one, held, value, onChange }: PostedProps) {
  const matches = held?.matches ?? []
  const [typed, setTyped] = useState(
    !matches.some((each) => each.identity === value) && value !== '',
  )
  const service = one.service || 'the service'
  const other = typed || matches.length === 0
  return (
    <>
      {matches.length > 0 && (
        <Radio.Group
          label="It was posted as"
          value={other ? 'other' : value}
          onChange={(chosen) => {
            setTyped(chosen === 'other')
            onChange(chosen === 'other' ? '' : chosen)
          }}
        >
          <Stack gap={8} mt={6}>
            {matches.map((each) => (
              <Radio
                key={each.identity}
                value={each.identity}
                label={calledOf(each.record, each.identity)}
                description={each.identity}
              />
            ))}
            <Radio value="other" label="Another record" />
          </Stack>
        </Radio.Group>
      )}
      {other && (
        <TextInput
          label={`Its id in ${service}`}
          description="As the service's pages or its address line show it; the modules after this one are given it."
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          maxLength={200}
          required
          autoComplete="off"
        />
      )}
    </>
  )
}
