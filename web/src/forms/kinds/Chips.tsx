import { ActionIcon } from '@mantine/core'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './kinds.module.css'

type ChipsProps = {
  texts: string[]
  disabled: boolean
  onRemove: (text: string) => void
  children: ReactNode
}

/** What has been chosen, each with a way out, and below it where more is chosen. */
export function Chips({ texts, disabled, onRemove, children }: ChipsProps) {
  return (
    <div className={styles.chips}>
      {texts.length > 0 && (
        <ul>
          {texts.map((text) => (
            <li key={text}>
              <span>{text}</span>
              {!disabled && (
                <ActionIcon size={24} aria-label={`Remove ${text}`} onClick={() => onRemove(text)}>
                  <X size={13} aria-hidden />
                </ActionIcon>
              )}
            </li>
          ))}
        </ul>
      )}
      {children}
    </div>
  )
}
