/** What narrows a list down; each choice goes into the address. */
import { Button, CloseButton, TextInput } from '@mantine/core'
import { Search } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import styles from './Bar.module.css'

const PATIENCE = 250 // milliseconds after the last key

type BarProps = {
  /** What is narrowed down: "Filter the deliveries". */
  label: string
  /** Whether anything is narrowed at all. */
  narrowed?: boolean
  onClear?: () => void
  children: ReactNode
}

export function Bar({ label, narrowed = false, onClear, children }: BarProps) {
  return (
    <search className={styles.bar} aria-label={label}>
      {children}
      {narrowed && onClear && (
        <Button variant="subtle" size="sm" onClick={onClear}>
          Clear filters
        </Button>
      )}
    </search>
  )
}

type TypedProps = { label: string; value: string; onChange: (value: string) => void }

/** A text that is looked for a moment after the last key. */
export function Typed({ label, value, onChange }: TypedProps) {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  useEffect(() => {
    if (text === value) return
    const soon = setTimeout(() => onChange(text), PATIENCE)
    return () => clearTimeout(soon)
  }, [text, value, onChange])
  return (
    <TextInput
      className={styles.typed}
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      leftSection={<Search size={16} aria-hidden />}
      rightSection={
        text && <CloseButton aria-label="Empty the search" onClick={() => setText('')} />
      }
    />
  )
}
