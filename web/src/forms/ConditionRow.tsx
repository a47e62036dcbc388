import { ActionIcon, NativeSelect } from '@mantine/core'
import { Trash2 } from 'lucide-react'
import type { OperatorFacts } from '../api/generated'
import { Expression } from './Expression'
import styles from './FilterForm.module.css'
import { type Condition, choices, chosen, USUAL } from './filter'
import { shown } from './values'

type ConditionRowProps = {
  number: number
  condition: Condition
  operators: readonly OperatorFacts[]
  disabled: boolean
  /** null takes it away. */
  onChange: (condition: Condition | null) => void
}

export function ConditionRow(props: ConditionRowProps) {
  const { number, condition, operators, disabled, onChange } = props
  const name = condition.o ?? USUAL
  const operator = operators.find((one) => one.name === name)
  const known = choices(operators)
  return (
    <fieldset className={styles.condition} aria-label={`Condition ${number}`}>
      <Expression
        aria-label="Value"
        placeholder="Value, such as {{1.Total}}"
        text={shown(condition.a)}
        disabled={disabled}
        onChange={(a) => onChange({ ...condition, a })}
      />
      <NativeSelect
        aria-label="Operator"
        value={name}
        disabled={disabled}
        data={
          operator ? known : [{ group: 'Unknown', items: [{ value: name, label: name }] }, ...known]
        }
        onChange={(event) => {
          const next = event.currentTarget.value
          onChange(
            chosen(
              condition,
              operators.find((one) => one.name === next),
            ),
          )
        }}
      />
      {!operator?.unary && (
        <Expression
          aria-label="Compared with"
          placeholder="Compared with"
          text={shown(condition.b)}
          disabled={disabled}
          onChange={(b) => onChange({ ...condition, b })}
        />
      )}
      {!disabled && (
        <ActionIcon
          size={30}
          className={styles.away}
          aria-label={`Remove condition ${number}`}
          onClick={() => onChange(null)}
        >
          <Trash2 size={14} aria-hidden />
        </ActionIcon>
      )}
    </fieldset>
  )
}
