import type { Values } from '../definition'
import { Fields } from '../Fields'
import type { ControlProps } from './control'
import styles from './kinds.module.css'

/** A collection with fields of its own. */
export function Group({ facts, value, onChange, path }: ControlProps) {
  const values = collection(value)
  return (
    <div className={styles.group}>
      <Fields
        fields={facts.of ?? []}
        values={values}
        path={path}
        onChange={(next) => onChange(Object.keys(next).length ? next : undefined)}
      />
    </div>
  )
}

export function collection(value: unknown): Values {
  return isCollection(value) ? value : {}
}

export function isCollection(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
