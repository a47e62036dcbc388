import { UnstyledButton } from '@mantine/core'
import { useState } from 'react'
import styles from './Connections.module.css'

const FEW = 3

/** The first of many names; the others on demand. */
export function Names({ of, few = FEW }: { of: ReadonlyArray<string>; few?: number }) {
  const [all, setAll] = useState(false)
  const left = of.length - few
  if (all || left <= 1) return <>{of.join(', ')}</>
  return (
    <>
      {of.slice(0, few).join(', ')}{' '}
      <UnstyledButton className={styles.more} onClick={() => setAll(true)}>
        and {left} more
      </UnstyledButton>
    </>
  )
}
