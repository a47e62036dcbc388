import { TagsInput } from '@mantine/core'
import { useState } from 'react'
import { isBlank } from '../values'
import { Chips } from './Chips'
import type { ControlProps } from './control'
import { PickSelect } from './Pick'

/** A list of short texts, given as a list or with commas between them. */
export function Texts(props: ControlProps) {
  const { facts, value, onChange, onBlur, ids, aria, disabled } = props
  const [search, setSearch] = useState('')
  const texts = listed(value)
  const change = (next: string[]) => onChange(next.length ? next : undefined)
  if (facts.pick) {
    return (
      <Chips
        texts={texts}
        disabled={disabled}
        onRemove={(one) => change(texts.filter((text) => text !== one))}
      >
        <PickSelect
          {...props}
          value={undefined}
          onChange={(one) => !isBlank(one) && change([...new Set([...texts, String(one)])])}
        />
      </Chips>
    )
  }
  return (
    <TagsInput
      id={ids.control}
      value={texts}
      data={facts.items?.enum ?? []}
      disabled={disabled}
      placeholder={texts.length ? undefined : 'Type one, then Enter'}
      splitChars={[',']}
      clearable={false}
      searchValue={search}
      onSearchChange={(text) => {
        if (text.includes('{{')) return props.onMap(text)
        setSearch(text)
      }}
      onChange={change}
      onBlur={onBlur}
      {...aria}
    />
  )
}

export function listed(value: unknown): string[] {
  if (isBlank(value)) return []
  const parts = Array.isArray(value) ? value : String(value).split(',')
  return parts.map((part) => String(part).trim()).filter(Boolean)
}
