import { SegmentedControl } from '@mantine/core'
import styles from './Choice.module.css'

type ChoiceProps = {
  /** What is chosen: "Which scenarios". */
  label: string
  of: ReadonlyArray<{ value: string; label: string }>
  value: string
  onChange: (value: string) => void
}

/** One of a few, side by side; "" may stand for all. */
export function Choice({ label, of, value, onChange }: ChoiceProps) {
  return (
    <SegmentedControl
      aria-label={label}
      size="xs"
      classNames={{ root: styles.root, indicator: styles.indicator, label: styles.label }}
      data={[...of]}
      value={value}
      onChange={onChange}
    />
  )
}
