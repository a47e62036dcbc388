/** What narrows a list down; each choice goes into the address. */
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import styles from './Bar.module.css'

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
