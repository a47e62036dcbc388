/** Asks for the inputs of a scenario before it runs. */
import { useMemo } from 'react'
import type { InputFacts } from '../api/generated'
import type { FieldFacts, Values } from './definition'
import styles from './Fields.module.css'
import { Frame, idsOf, said } from './Frame'
import { inputField, Plain } from './inputs'
import { judged } from './judge'
import { controlOf } from './kinds'
import { isBlank, withValue } from './values'

export type InputsFormProps = {
  inputs: readonly InputFacts[]
  /** What has been given, as the API takes it. */
  values: Values
  onChange: (values: Values) => void
  /** What the server said of inputs, by name. */
  faults?: Readonly<Record<string, string>>
  disabled?: boolean
}

export function InputsForm({ inputs, values, onChange, faults = {}, disabled }: InputsFormProps) {
  const fields = useMemo(() => inputs.map(inputField), [inputs])
  return (
    <div className={styles.fields}>
      {fields.map((field) => (
        <Asked
          key={field.name}
          field={field}
          value={values[field.name]}
          fault={faults[field.name]}
          disabled={disabled ?? false}
          onChange={(value) => onChange(withValue(values, field.name, value))}
        />
      ))}
    </div>
  )
}

/** Whether everything that is required has been given. */
export function complete(inputs: readonly InputFacts[], values: Values): boolean {
  return inputs.every((one) => !one.required || !isBlank(one.default) || !isBlank(values[one.name]))
}

type AskedProps = {
  field: FieldFacts
  value: unknown
  fault?: string
  disabled: boolean
  onChange: (value: unknown) => void
}

function Asked({ field, value, fault, disabled, onChange }: AskedProps) {
  const ids = idsOf(`input-${field.name}`)
  const control = controlOf(field)
  // What is given to a run is a value, so nothing is computed here.
  const Control = control.open ? Plain : control.of
  const own = isBlank(value) ? '' : judged(field, value)
  const faults = [fault ?? own].filter(Boolean)
  return (
    <Frame
      ids={ids}
      label={field.label}
      required={field.required}
      help={field.help}
      faults={faults}
    >
      <Control
        facts={field}
        value={value}
        onChange={onChange}
        onBlur={() => undefined}
        ids={ids}
        aria={said(ids, field.required, faults, field.help)}
        disabled={disabled}
        path={[field.name]}
        beside={{}}
        onMap={() => undefined}
      />
    </Frame>
  )
}
