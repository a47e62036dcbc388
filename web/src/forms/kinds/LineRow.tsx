import { ActionIcon } from '@mantine/core'
import { ArrowDown, ArrowUp, ChevronDown, ChevronRight, Trash2 } from 'lucide-react'
import { useId, useState } from 'react'
import type { FieldFacts } from '../definition'
import { Expression } from '../Expression'
import { Fields } from '../Fields'
import { isBlank, shown } from '../values'
import { isCollection } from './Group'
import styles from './kinds.module.css'

type LineRowProps = {
  label: string
  number: number
  fields: FieldFacts[]
  row: unknown
  path: string[]
  open: boolean
  disabled: boolean
  onChange: (row: unknown) => void
  onUp?: () => void
  onDown?: () => void
  onRemove: () => void
}

export function LineRow(props: LineRowProps) {
  const { label, number, fields, row, path, disabled, onChange, onUp, onDown, onRemove } = props
  const [open, setOpen] = useState(props.open)
  const id = useId()
  const name = `${label} ${number}`
  const Sign = open ? ChevronDown : ChevronRight
  return (
    <fieldset className={styles.row} aria-label={name}>
      <div className={styles.rowHead}>
        <button
          type="button"
          className={styles.turn}
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          onClick={() => setOpen(!open)}
        >
          <Sign size={14} aria-hidden />
          <span>{name}</span>
          {!open && <span className={styles.summary}>{summary(fields, row)}</span>}
        </button>
        {!disabled && (
          <>
            <ActionIcon aria-label={`Move ${name} up`} disabled={!onUp} onClick={onUp}>
              <ArrowUp size={14} aria-hidden />
            </ActionIcon>
            <ActionIcon aria-label={`Move ${name} down`} disabled={!onDown} onClick={onDown}>
              <ArrowDown size={14} aria-hidden />
            </ActionIcon>
            <ActionIcon aria-label={`Remove ${name}`} onClick={onRemove}>
              <Trash2 size={14} aria-hidden />
            </ActionIcon>
          </>
        )}
      </div>
      {open && (
        <div id={id} className={styles.rowBody}>
          {isCollection(row) ? (
            <Fields fields={fields} values={row} path={path} onChange={onChange} />
          ) : (
            <Expression
              aria-label={name}
              text={shown(row)}
              disabled={disabled}
              onChange={(text) => onChange(text === '' ? {} : text)}
            />
          )}
        </div>
      )}
    </fieldset>
  )
}

/** What a closed line begins with. */
function summary(fields: FieldFacts[], row: unknown): string {
  if (!isCollection(row)) return shown(row)
  return fields
    .map((field) => row[field.name])
    .filter((value) => !isBlank(value) && typeof value !== 'object')
    .slice(0, 4)
    .map(shown)
    .join(' · ')
}
