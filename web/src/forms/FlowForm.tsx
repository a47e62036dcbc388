/** How a step stands in the flow: of an aggregator its source and grouping, of a search what happens
where it finds nothing. */
import { NativeSelect, Switch } from '@mantine/core'
import { useMemo } from 'react'
import type { Fault, InputFacts } from '../api/generated'
import type { Earlier, Values } from './definition'
import { Expression } from './Expression'
import styles from './Fields.module.css'
import { Frame, idsOf, said } from './Frame'
import { type FlowField, flowFields } from './flow'
import { type Inside, InsideContext, NOTHING, type Samples } from './Inside'
import { shown, withValue } from './values'

export type FlowFormProps = {
  /** What the kit calls the module: aggregator, search, … */
  kind: string
  /** source, group_by, stop_if_empty and continue_if_empty, those that are there. */
  values: Values
  onChange: (values: Values) => void
  before: readonly Earlier[]
  samples?: Samples
  inputs?: readonly InputFacts[]
  faults?: readonly Fault[]
  disabled?: boolean
}

export function FlowForm(props: FlowFormProps) {
  const { kind, before, samples, inputs, disabled = false } = props
  const inside: Inside = useMemo(
    () => ({ ...NOTHING, before, samples: samples ?? {}, inputs: inputs ?? [], disabled }),
    [before, samples, inputs, disabled],
  )
  const fields = flowFields(kind)
  if (fields.length === 0) return null
  return (
    <InsideContext value={inside}>
      <div className={styles.fields}>
        {fields.map((field) => (
          <FlowControl key={field.name} {...props} field={field} />
        ))}
      </div>
    </InsideContext>
  )
}

function FlowControl({
  field,
  values,
  onChange,
  before,
  faults = [],
  disabled,
}: FlowFormProps & { field: FlowField }) {
  const ids = idsOf(`flow-${field.name}`)
  const told = faults.filter((each) => each.field === field.name).map((each) => each.message)
  const change = (value: unknown) => onChange(withValue(values, field.name, value))
  const aria = said(ids, field.name === 'source', told, field.help)
  if (field.name.endsWith('_if_empty')) {
    return (
      <Switch
        size="sm"
        label={field.label}
        description={field.help}
        checked={values[field.name] === true}
        disabled={disabled}
        onChange={(event) => change(event.currentTarget.checked || undefined)}
      />
    )
  }
  return (
    <Frame
      ids={ids}
      label={field.label}
      required={field.name === 'source'}
      help={field.help}
      faults={told}
    >
      {field.name === 'source' ? (
        <NativeSelect
          id={ids.control}
          value={shown(values.source)}
          disabled={disabled}
          onChange={(event) => change(Number(event.currentTarget.value) || undefined)}
          data={[
            { value: '', label: 'Choose…' },
            ...sources(before, values.source).map(({ id, label }) => ({
              value: String(id),
              label: `${id} ${label}`,
            })),
          ]}
          {...aria}
        />
      ) : (
        <Expression
          id={ids.control}
          text={shown(values[field.name])}
          disabled={disabled}
          onChange={(text) => change(text || undefined)}
          {...aria}
        />
      )}
    </Frame>
  )
}

/** The modules before, and what was chosen although it is none of them. */
function sources(before: readonly Earlier[], chosen: unknown): Pick<Earlier, 'id' | 'label'>[] {
  const strange = typeof chosen === 'number' && !before.some((step) => step.id === chosen)
  return strange ? [{ id: chosen, label: 'is not before it' }, ...before] : [...before]
}
