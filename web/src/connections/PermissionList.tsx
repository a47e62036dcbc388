/** Permissions in plain sentences, with who needs them. */
import type { PermissionFacts } from '../api/generated'
import { Panel } from '../ui/Page'
import styles from './Connections.module.css'
import { Names } from './Names'

export function PermissionList({
  items,
  label,
}: {
  items: ReadonlyArray<PermissionFacts>
  label: string
}) {
  return (
    <ul className={styles.permissions} aria-label={label}>
      {items.map((one) => (
        <li key={one.scope} className={styles.permission}>
          <div>
            {one.sentence} {one.new && <span className={styles.tag}>new</span>}
          </div>
          <div className="muted small">
            <code>{one.scope}</code>
            <NeededBy modules={one.modules ?? []} />
          </div>
        </li>
      ))}
    </ul>
  )
}

/** Which modules do not work without a permission; nothing where none of them does. */
export function NeededBy({ modules }: { modules: ReadonlyArray<string> }) {
  if (modules.length === 0) return null
  return (
    <>
      {' · needed by '}
      <Names of={modules} />
    </>
  )
}

export function Allowed({ items }: { items: ReadonlyArray<PermissionFacts> }) {
  return (
    <Panel title="What it may do">
      <PermissionList items={items} label="Permissions" />
    </Panel>
  )
}
