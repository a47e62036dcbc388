/** The fields of a module, or of a line: the usual ones first, the others where they are asked for. */
import { UnstyledButton } from '@mantine/core'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { useId, useState } from 'react'
import type { FieldFacts, Values } from './definition'
import { Field } from './Field'
import styles from './Fields.module.css'
import { useInside } from './Inside'
import { isBlank, withValue } from './values'

type FieldsProps = {
  fields: FieldFacts[]
  values: Values
  onChange: (values: Values) => void
  /** The names that lead here; none at the top of the form. */
  path?: string[]
}

export function Fields({ fields, values, onChange, path = [] }: FieldsProps) {
  const own = useId()
  const usual = fields.filter((field) => !field.advanced)
  const advanced = fields.filter((field) => field.advanced)
  const draw = (field: FieldFacts) => (
    <Field
      key={field.name}
      id={path.length ? `${own}-${field.name}` : idOf(field.name)}
      facts={field}
      value={values[field.name]}
      path={[...path, field.name]}
      beside={values}
      onChange={(value) => onChange(withValue(values, field.name, value))}
    />
  )
  return (
    <div className={styles.fields}>
      {usual.map(draw)}
      {advanced.length > 0 && (
        <Advanced
          count={advanced.length}
          wanted={advanced.filter((field) => !isBlank(values[field.name])).map((one) => one.name)}
          names={path.length ? [] : advanced.map((field) => field.name)}
        >
          {() => advanced.map(draw)}
        </Advanced>
      )}
    </div>
  )
}

/** The id of a field at the top of the form, to which a fault leads. */
export function idOf(name: string): string {
  return `field-${name}`
}

type AdvancedProps = {
  count: number
  /** Fields that hold something: they are not hidden. */
  wanted: string[]
  names: string[]
  children: () => React.ReactNode
}

function Advanced({ count, wanted, names, children }: AdvancedProps) {
  const { faults } = useInside()
  const faulty = names.filter((name) => faults.has(name))
  const reason = [...wanted, ...faulty].join('\n')
  const [open, setOpen] = useState(reason !== '')
  const [seen, setSeen] = useState(reason)
  if (seen !== reason) {
    setSeen(reason)
    if (reason !== '') setOpen(true)
  }
  const Sign = open ? ChevronDown : ChevronRight
  return (
    <>
      <UnstyledButton className={styles.turn} aria-expanded={open} onClick={() => setOpen(!open)}>
        <Sign size={14} aria-hidden />
        {open ? 'Hide' : 'Show'} advanced settings ({count})
      </UnstyledButton>
      {open && children()}
    </>
  )
}
