import { Button } from '@mantine/core'
import { Plus } from 'lucide-react'
import { useRef } from 'react'
import { moved, newKey, replaced, useKeys, without } from '../rows'
import { isBlank } from '../values'
import type { ControlProps } from './control'
import styles from './kinds.module.css'
import { LineRow } from './LineRow'

const OPEN = 2 // lines that are open at first; of more, each shows what it begins with

/** A list of lines, each with the same fields. */
export function Lines({ facts, value, onChange, ids, disabled, path }: ControlProps) {
  const rows = rowsOf(value, Boolean(facts.required || facts.minItems), facts.minItems ?? 1)
  const [keys, setKeys] = useKeys(rows.length)
  const add = useRef<HTMLButtonElement>(null)
  const change = (next: unknown[]) => onChange(next.length ? next : undefined)
  const full = facts.maxItems !== undefined && rows.length >= facts.maxItems

  return (
    <div className={styles.rows}>
      {rows.map((row, at) => (
        <LineRow
          key={keys[at]?.key}
          label={facts.label}
          number={at + 1}
          fields={facts.of ?? []}
          row={row}
          path={path}
          open={rows.length <= OPEN || keys[at]?.fresh === true}
          disabled={disabled}
          onChange={(next) => change(replaced(rows, at, next))}
          onUp={
            at > 0
              ? () => {
                  setKeys((all) => moved(all, at, at - 1))
                  change(moved(rows, at, at - 1))
                }
              : undefined
          }
          onDown={
            at < rows.length - 1
              ? () => {
                  setKeys((all) => moved(all, at, at + 1))
                  change(moved(rows, at, at + 1))
                }
              : undefined
          }
          onRemove={() => {
            setKeys((all) => without(all, at))
            change(without(rows, at))
            add.current?.focus()
          }}
        />
      ))}
      {!disabled && (
        <div>
          <Button
            ref={add}
            id={ids.control}
            variant="default"
            size="xs"
            disabled={full}
            leftSection={<Plus size={14} aria-hidden />}
            aria-label={`Add a line to ${facts.label}`}
            onClick={() => {
              setKeys((all) => [...all, newKey(true)])
              change([...rows, {}])
            }}
          >
            Add a line
          </Button>
        </div>
      )}
    </div>
  )
}

/** The lines as they are; where some are needed, they are there to be filled. */
function rowsOf(value: unknown, needed: boolean, least: number): unknown[] {
  if (Array.isArray(value)) return value
  if (!isBlank(value)) return [value]
  return needed ? Array.from({ length: least }, () => ({})) : []
}
