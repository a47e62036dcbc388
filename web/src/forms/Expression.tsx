/** A text that may hold expressions: a plain field, whose expressions are marked behind it. */
import { useRef, useState } from 'react'
import styles from './Expression.module.css'
import { inserted, isMapped, pieces, typedWord } from './expression'
import { ValuePicker } from './ValuePicker'

type ExpressionProps = {
  id?: string
  text: string
  onChange: (text: string) => void
  onBlur?: () => void
  /** Enter makes a line; elsewhere it sends the form. */
  multiline?: boolean
  numeric?: boolean
  disabled?: boolean
  placeholder?: string
  'aria-label'?: string
  'aria-describedby'?: string
  'aria-required'?: boolean
  'aria-invalid'?: boolean
}

export function Expression({
  id,
  text,
  onChange,
  onBlur,
  multiline = false,
  numeric = false,
  disabled = false,
  placeholder,
  ...aria
}: ExpressionProps) {
  const area = useRef<HTMLTextAreaElement>(null)
  const [picking, setPicking] = useState<'no' | 'button' | 'typed'>('no')
  const caret = area.current?.selectionStart ?? text.length
  const mapped = isMapped(text)

  const take = (expression: string) => {
    const field = area.current
    if (!field) return
    const [from, to] = [field.selectionStart, field.selectionEnd]
    const now = inserted(field.value, from, to, expression)
    onChange(now.text)
    setPicking('no')
    requestAnimationFrame(() => {
      field.focus()
      field.setSelectionRange(now.caret, now.caret)
    })
  }

  return (
    <div
      className={styles.field}
      data-mapped={mapped || undefined}
      data-invalid={aria['aria-invalid']}
      data-disabled={disabled || undefined}
    >
      <div className={styles.stack}>
        <div className={styles.marks} aria-hidden>
          {marks(text)}
          {/* A line that has just begun needs its height. */}
          {'\u200b'}
        </div>
        <textarea
          ref={area}
          id={id}
          className={styles.text}
          rows={1}
          value={text}
          disabled={disabled}
          placeholder={placeholder}
          inputMode={numeric && !mapped ? 'decimal' : undefined}
          spellCheck={!mapped && !numeric}
          autoComplete="off"
          onBlur={onBlur}
          onChange={(event) => {
            const { value, selectionStart } = event.currentTarget
            onChange(value)
            if (value.slice(0, selectionStart).endsWith('{{')) setPicking('typed')
            else if (picking === 'typed' && !/\{\{[\w$]*$/.test(value.slice(0, selectionStart))) {
              setPicking('no')
            }
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !multiline && !event.shiftKey) {
              event.preventDefault()
              event.currentTarget.form?.requestSubmit()
            } else if (event.key === 'Escape' && picking !== 'no') {
              event.stopPropagation()
              setPicking('no')
            }
          }}
          {...aria}
        />
      </div>
      {!disabled && (
        <ValuePicker
          opened={picking !== 'no'}
          beside={picking === 'typed' ? area : undefined}
          search={picking === 'typed' ? typedWord(text, caret) : ''}
          onOpen={() => setPicking('button')}
          onClose={() => {
            if (picking === 'button') area.current?.focus()
            setPicking('no')
          }}
          onPick={take}
        />
      )}
    </div>
  )
}

function marks(text: string) {
  let at = 0
  return pieces(text).map((piece) => {
    const key = at
    at += piece.text.length
    return piece.kind === 'expression' ? (
      <mark key={key} className={styles.mark}>
        {piece.text}
      </mark>
    ) : (
      <span key={key}>{piece.text}</span>
    )
  })
}
