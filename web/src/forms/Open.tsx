/** Fields of any name: those of modules that take whatever they are given. */
import { ActionIcon, Button, TextInput } from '@mantine/core'
import { ListPlus, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { Values } from './definition'
import { Expression } from './Expression'
import styles from './Fields.module.css'
import { useInside } from './Inside'
import { isCollection } from './kinds/Group'
import { shown, withValue } from './values'

type OpenProps = {
  values: Values
  /** Those of them that are shown here. */
  names: string[]
  onChange: (values: Values) => void
}

export function Open({ values, names, onChange }: OpenProps) {
  const { disabled } = useInside()
  const rename = (name: string, to: string) =>
    onChange(
      Object.fromEntries(
        Object.entries(values).map(([key, one]) => [key === name ? to : key, one]),
      ),
    )
  const add = (value: unknown) => onChange({ ...values, [fresh(values)]: value })
  return (
    <>
      {names.length === 0 && <p className={styles.none}>It keeps whatever is added here.</p>}
      {names.map((name, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a name changes while it is typed
        <div key={at} className={styles.entry}>
          <div className={styles.pair}>
            <Name
              name={name}
              taken={(to) => to !== name && to in values}
              disabled={disabled}
              onChange={(to) => rename(name, to)}
            />
            {!disabled && (
              <ActionIcon
                size={30}
                aria-label={`Remove ${name}`}
                onClick={() => onChange(withValue(values, name, undefined))}
              >
                <Trash2 size={14} aria-hidden />
              </ActionIcon>
            )}
          </div>
          {isCollection(values[name]) ? (
            <Within
              value={values[name]}
              onChange={(value) => onChange({ ...values, [name]: value })}
            />
          ) : (
            <Expression
              aria-label={`Value of ${name}`}
              text={shown(values[name])}
              disabled={disabled}
              multiline
              onChange={(text) => onChange({ ...values, [name]: text })}
            />
          )}
        </div>
      ))}
      {!disabled && (
        <div className={styles.add}>
          <Button
            variant="default"
            size="xs"
            leftSection={<Plus size={14} aria-hidden />}
            onClick={() => add('')}
          >
            Add a field
          </Button>
          <Button
            variant="subtle"
            size="xs"
            leftSection={<ListPlus size={14} aria-hidden />}
            onClick={() => add({})}
          >
            Add a group
          </Button>
        </div>
      )}
    </>
  )
}

function Within({ value, onChange }: { value: Values; onChange: (value: Values) => void }) {
  return (
    <div className={styles.within}>
      <Open values={value} names={Object.keys(value)} onChange={onChange} />
    </div>
  )
}

type NameProps = {
  name: string
  taken: (name: string) => boolean
  disabled: boolean
  onChange: (name: string) => void
}

/** A name counts once it is whole: half of one might be another's. */
function Name({ name, taken, disabled, onChange }: NameProps) {
  const [text, setText] = useState<string | null>(null)
  const now = text ?? name
  const wrong = now.trim() === '' ? 'Give it a name.' : taken(now.trim()) ? 'There is one.' : ''
  return (
    <TextInput
      classNames={{ input: styles.name }}
      aria-label={`Name of ${name}`}
      value={now}
      disabled={disabled}
      error={text === null ? undefined : wrong || undefined}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => {
        if (text !== null && !wrong && now.trim() !== name) onChange(now.trim())
        if (!wrong) setText(null)
      }}
    />
  )
}

function fresh(values: Values): string {
  let number = 1
  while (`field${number}` in values) number += 1
  return `field${number}`
}

/** Values under names that the module does not have: seen, so that they can be taken away. */
export function Strange({ values, names, onChange }: OpenProps) {
  const { disabled } = useInside()
  if (names.length === 0) return null
  return (
    <fieldset className={styles.strange} aria-label="Fields that this module does not have">
      <p className={styles.none}>This module does not have these fields:</p>
      {names.map((name) => (
        <div key={name} className={styles.pair}>
          <code>
            {name}: {shown(values[name])}
          </code>
          {!disabled && (
            <ActionIcon
              aria-label={`Remove ${name}`}
              onClick={() => onChange(withValue(values, name, undefined))}
            >
              <Trash2 size={14} aria-hidden />
            </ActionIcon>
          )}
        </div>
      ))}
    </fieldset>
  )
}
