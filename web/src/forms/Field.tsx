/** One field: its control for values, or a text for an expression, and what is wrong with it. */
import { useState } from 'react'
import type { FieldFacts, Values } from './definition'
import { isMapped } from './expression'
import { Frame, idsOf, said } from './Frame'
import { useInside } from './Inside'
import { judged } from './judge'
import { asText, controlOf } from './kinds'
import { Text } from './kinds/Text'
import { isBlank, same } from './values'

type FieldProps = {
  facts: FieldFacts
  value: unknown
  onChange: (value: unknown) => void
  id: string
  path: string[]
  beside: Values
}

export function Field({ facts, value, onChange, id, path, beside }: FieldProps) {
  const inside = useInside()
  const control = controlOf(facts)
  const [chosen, setChosen] = useState<boolean | null>(null)
  const [other, setOther] = useState<unknown>(undefined)
  const [left, setLeft] = useState(false)
  const mapped = asText(control, value) || (chosen ?? false)
  const told = useTold(path, value)
  const own = left ? judged(facts, value) : ''
  const faults = told.length ? told : own ? [own] : []
  const ids = idsOf(id)
  const help = helpOf(facts)
  const Control = mapped ? Text : control.of

  const turn = (to: boolean) => {
    setChosen(to)
    // What the other side held comes back with it.
    setOther(value)
    onChange(other)
  }

  return (
    <Frame
      ids={ids}
      label={facts.label}
      required={facts.required}
      help={help}
      faults={faults}
      group={control.group && !mapped}
      map={control.open ? undefined : { on: mapped, onChange: turn, disabled: inside.disabled }}
    >
      <Control
        facts={facts}
        value={value}
        onChange={onChange}
        onBlur={() => setLeft(true)}
        ids={ids}
        aria={said(ids, facts.required, faults, help)}
        disabled={inside.disabled}
        path={path}
        beside={beside}
        onMap={(text) => {
          setChosen(true)
          setOther(isMapped(value) ? undefined : value)
          onChange(text)
        }}
      />
    </Frame>
  )
}

/** What the server said of it, until somebody changes it. */
function useTold(path: string[], value: unknown): string[] {
  const { faults } = useInside()
  const told = path.length === 1 ? (faults.get(path[0] ?? '') ?? []) : []
  const heard = told.join('\n')
  const [at, setAt] = useState({ heard, value })
  if (at.heard !== heard) setAt({ heard, value })
  return at.heard === heard && same(at.value, value) ? told : []
}

function helpOf(facts: FieldFacts): string {
  const usual = facts.kind === 'boolean' || facts.enum ? '' : usualOf(facts)
  return [facts.help, usual].filter(Boolean).join(' ')
}

function usualOf(facts: FieldFacts): string {
  return isBlank(facts.default) || typeof facts.default === 'object'
    ? ''
    : `If left empty: ${String(facts.default)}.`
}
