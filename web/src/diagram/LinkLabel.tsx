/** What stands on the link into a module: the route's name, the button that adds, the filter. */
import { Filter } from 'lucide-react'
import { AddButton } from './AddButton'
import { filterSaid } from './figures'
import { useFigure, useFlow } from './flow'
import styles from './LinkLabel.module.css'
import type { Link } from './layout'
import { routeTitle, type Step, titleOf } from './steps'

export function LinkLabel({ link }: { link: Link }) {
  return (
    <>
      {link.route && (
        <span className={styles.route} title={link.route.of.name}>
          <b>{link.route.of.name ? link.route.at + 1 : routeTitle(link.route.of, link.route.at)}</b>
          <span className={styles.name}>{link.route.of.name}</span>
          {link.route.of.fallback && <i className={styles.fallback}>fallback</i>}
        </span>
      )}
      <span className={styles.row}>
        <AddButton place={link.place} />
        {link.to && link.filter && <FilterPill step={link.to} />}
      </span>
    </>
  )
}

/** A button where the filter can be opened. */
export function FilterPill({ step }: { step: Step }) {
  const { onSelect } = useFlow()
  const figure = useFigure(step)
  const counts = filterSaid(figure)
  const inside = (
    <>
      <Filter size={12} aria-hidden className={styles.icon} />
      <span className={styles.name}>{step.filter}</span>{' '}
      {counts && <span className={styles.counts}>{counts.replace(' passed', '')}</span>}
      <span className="hidden">
        {counts.endsWith('passed') && ' passed'}, filter before {titleOf(step)}
      </span>
    </>
  )
  const look = { className: styles.pill, title: step.filter }
  if (!onSelect) return <span {...look}>{inside}</span>
  return (
    <button
      type="button"
      {...look}
      className={`${styles.pill} nopan`}
      onClick={() => onSelect(step.id, 'filter')}
    >
      {inside}
    </button>
  )
}
