/** The least that must be allowed: for the module to work, and for its pick-lists. */
import type { ModuleDetail, Permissions } from '../api/generated'
import { Panel } from '../ui/Page'
import styles from './Apps.module.css'

export function Needed({ module }: { module: ModuleDetail }) {
  const { permissions, pick_list_permissions: picks } = module
  return (
    <Panel title="Required permissions">
      {none(permissions) ? (
        <p className="muted">None.</p>
      ) : (
        <Both of={permissions} heading="To work" />
      )}
      {!none(picks) && <Both of={picks} heading="For its pick-lists" />}
    </Panel>
  )
}

function none({ granular, broad }: Permissions): boolean {
  return granular.length + broad.length === 0
}

function Both({ of, heading }: { of: Permissions; heading: string }) {
  return (
    <div className={styles.part}>
      <Scopes name={`${heading}, granular`} of={of.granular} />
      <Scopes name={`${heading}, broad`} of={of.broad} />
    </div>
  )
}

function Scopes({ name, of }: { name: string; of: ReadonlyArray<string> }) {
  return (
    <div className={styles.part}>
      <h3>{name}</h3>
      <ul>
        {of.length === 0 && <li className="muted">none</li>}
        {of.map((scope) => (
          <li key={scope}>
            <code>{scope}</code>
          </li>
        ))}
      </ul>
    </div>
  )
}
