import { Tooltip } from '@mantine/core'
import styles from './Disc.module.css'
import { colourOf, initialOf } from './disc'

/** The sign of an app. It says nothing to screen readers: its name stands beside it. */
export function Disc({ app, size = 24 }: { app: string; size?: number }) {
  return (
    <span
      aria-hidden
      className={styles.disc}
      data-disc={colourOf(app)}
      style={{ width: size, height: size, fontSize: Math.round(size * 0.46) }}
    >
      {initialOf(app)}
    </span>
  )
}

const SHOWN = 4

/** The signs of several apps, one over the other; their names are read, and shown when asked. */
export function Discs({ apps, size = 22 }: { apps: ReadonlyArray<string>; size?: number }) {
  if (apps.length === 0) return null
  const more = apps.length - SHOWN
  return (
    <Tooltip label={apps.join(', ')}>
      <span className={styles.discs}>
        <span className="hidden">{apps.join(', ')}</span>
        {apps.slice(0, SHOWN).map((app) => (
          <Disc key={app} app={app} size={size} />
        ))}
        {more > 0 && (
          <span aria-hidden className={styles.more}>
            +{more}
          </span>
        )}
      </span>
    </Tooltip>
  )
}
