/** The form of a module, drawn from its definition: every field takes a value or an expression. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { moduleOptions } from '../api/asked'
import type { Fault, InputFacts } from '../api/generated'
import { Loaded } from '../ui/Loaded'
import { type Earlier, type FormFacts, formOf, type Values, type Whose } from './definition'
import { Fields } from './Fields'
import styles from './Fields.module.css'
import { faultsByField } from './faults'
import { type Inside, InsideContext, type Samples } from './Inside'
import { Open, Strange } from './Open'
import { Summary } from './Summary'

export type ModuleFormProps = {
  module: string
  /** What the step's `map` holds. */
  values: Values
  /** The values with what was changed; a field that was emptied is gone. */
  onChange: (values: Values) => void
  /** The modules whose values can be used, the nearest last. */
  before: readonly Earlier[]
  /** What they gave in the last run, by their ids. */
  samples?: Samples
  /** The inputs that the scenario declares. */
  inputs?: readonly InputFacts[]
  /** Whose lists are offered. */
  connection: Whose | null
  /** What the server says is wrong with the module; those of `map` are shown here. */
  faults: readonly Fault[]
  disabled?: boolean
}

const NO_SAMPLES: Samples = {}
const NO_INPUTS: readonly InputFacts[] = []

export function ModuleForm(props: ModuleFormProps) {
  const { module } = props
  const told = useQuery(moduleOptions(module))
  return (
    <Loaded query={told} lines={6}>
      {(detail) => <Drawn {...props} form={formOf(detail)} />}
    </Loaded>
  )
}

function Drawn({ form, ...props }: ModuleFormProps & { form: FormFacts }) {
  const { module, values, onChange, before, connection, disabled = false } = props
  const { faults: all, samples = NO_SAMPLES, inputs = NO_INPUTS } = props
  const faults = useMemo(() => faultsByField(all), [all])
  const inside: Inside = useMemo(
    () => ({ module, form, before, inputs, samples, connection, faults, disabled, values }),
    [module, form, before, inputs, samples, connection, faults, disabled, values],
  )
  const unknown = Object.keys(values).filter(
    (name) => !form.inputs.some((field) => field.name === name),
  )
  return (
    <InsideContext value={inside}>
      <div className={styles.fields}>
        <Summary faults={faults} fields={form.inputs} />
        {form.inputs.length > 0 && (
          <Fields fields={form.inputs} values={values} onChange={onChange} />
        )}
        {form.openInputs ? (
          <Open values={values} names={unknown} onChange={onChange} />
        ) : (
          <Strange values={values} names={unknown} onChange={onChange} />
        )}
        {form.inputs.length === 0 && !form.openInputs && (
          <p className={styles.none}>This module has nothing to fill in.</p>
        )}
      </div>
    </InsideContext>
  )
}
