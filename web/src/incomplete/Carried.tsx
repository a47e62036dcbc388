/** The bundles that it carried when it stopped, by the module that gave each. */
import type { IncompleteDetail } from '../api/generated'
import { Bundle } from '../ui/Json'
import { Empty, Panel } from '../ui/Page'
import styles from './One.module.css'

export function Carried({ one }: { one: IncompleteDetail }) {
  const bundles = Object.entries(one.bundles)
  return (
    <Panel title="What it carried">
      {bundles.length === 0 && (
        <Empty title="Nothing is kept of it">
          It carried nothing yet, or it was dropped with the history since it was answered.
        </Empty>
      )}
      {bundles.map(([module, bundle]) => (
        <section key={module} className={styles.facts} aria-label={`Bundle of module ${module}`}>
          <h3 className="small muted">Module {module}</h3>
          <Bundle value={bundle} module={Number(module)} label={`Bundle of module ${module}`} />
        </section>
      ))}
    </Panel>
  )
}
