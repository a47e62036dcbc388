import { Button } from '@mantine/core'
import { WifiOff } from 'lucide-react'
import { useLost } from './live'
import styles from './Shell.module.css'

/** Says that the server has gone silent, for as long as it is. */
export function Lost() {
  const lost = useLost()
  return (
    <div role="status">
      {lost && (
        <div className={styles.lost}>
          <WifiOff size={16} aria-hidden />
          <span>The server does not answer, so this may be old. It is asked again by itself.</span>
          <Button size="compact-xs" variant="default" onClick={() => window.location.reload()}>
            Reload
          </Button>
        </div>
      )}
    </div>
  )
}
