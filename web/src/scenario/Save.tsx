/** Saves what was changed. It stays where the focus is: a button that is disabled would lose it. */
import { Button, type ButtonProps } from '@mantine/core'

type SaveProps = Pick<ButtonProps, 'size'> & {
  changed: boolean
  busy: boolean
  /** Where it does not submit the form around it. */
  onSave?: () => void
}

export function Save({ changed, busy, onSave, size = 'xs' }: SaveProps) {
  return (
    <Button
      size={size}
      type={onSave ? 'button' : 'submit'}
      aria-disabled={!changed || busy}
      aria-busy={busy}
      data-disabled={!changed || busy || undefined}
      onClick={(event) => {
        if (!changed || busy) event.preventDefault()
        else onSave?.()
      }}
    >
      Save
    </Button>
  )
}
