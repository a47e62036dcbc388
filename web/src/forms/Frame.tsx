/** What stands around every field: its label, the switch to an expression, help and faults. */
import { Switch } from '@mantine/core'
import type { ReactNode } from 'react'
import styles from './Frame.module.css'

export type Ids = { control: string; label: string; help: string; fault: string }

export function idsOf(id: string): Ids {
  return { control: id, label: `${id}-label`, help: `${id}-help`, fault: `${id}-fault` }
}

type FrameProps = {
  ids: Ids
  label: string
  required?: boolean
  help?: ReactNode
  faults?: string[]
  /** Fields of several controls are a group, which the label names. */
  group?: boolean
  map?: { on: boolean; onChange: (on: boolean) => void; disabled: boolean }
  children: ReactNode
}

export function Frame({
  ids,
  label,
  required,
  help,
  faults = [],
  group,
  map,
  children,
}: FrameProps) {
  const mark = required ? `${styles.label} ${styles.required}` : styles.label
  const inside = (
    <>
      <div className={styles.head} data-head>
        {group ? (
          <span id={ids.label} className={mark}>
            {label}
          </span>
        ) : (
          <label id={ids.label} htmlFor={ids.control} className={mark}>
            {label}
          </label>
        )}
        {map && (
          <Switch
            size="xs"
            label="Map"
            labelPosition="left"
            className={styles.map}
            checked={map.on}
            disabled={map.disabled}
            onChange={(event) => map.onChange(event.currentTarget.checked)}
            aria-describedby={ids.label}
          />
        )}
      </div>
      {children}
      {help && (
        <p id={ids.help} className={styles.help}>
          {help}
        </p>
      )}
      <div id={ids.fault} className={styles.faults} aria-live="polite">
        {faults.map((fault) => (
          <p key={fault}>{fault}</p>
        ))}
      </div>
    </>
  )
  if (!group) return <div className={styles.field}>{inside}</div>
  return (
    <fieldset className={styles.field} aria-labelledby={ids.label}>
      {inside}
    </fieldset>
  )
}

/** What a control says of itself to those who cannot see its frame. */
export function said(ids: Ids, required: boolean | undefined, faults: string[], help?: ReactNode) {
  const about = [help ? ids.help : '', faults.length ? ids.fault : ''].filter(Boolean).join(' ')
  return {
    'aria-required': required || undefined,
    'aria-invalid': faults.length > 0 || undefined,
    'aria-describedby': about || undefined,
  }
}
