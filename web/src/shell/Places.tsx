import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import {
  listCausesOptions,
  listConnectionsOptions,
} from '../api/generated/@tanstack/react-query.gen'
import { number } from '../ui/figures'
import { PLACES, type Place } from './places'
import styles from './Shell.module.css'

const LOOK = 60_000 // milliseconds

export function Places() {
  const counts = useCounts()
  return (
    <ul className={styles.links}>
      {PLACES.map((place) => (
        <li key={place.to}>
          <Entry place={place} count={place.count ? counts[place.count] : 0} />
        </li>
      ))}
    </ul>
  )
}

function Entry({ place, count }: { place: Place; count: number }) {
  const Icon = place.icon
  return (
    <Link to={place.to} className={styles.link} activeOptions={{ exact: place.to === '/' }}>
      <Icon size={18} aria-hidden />
      {place.label}
      {count > 0 && <span className={styles.count}>{number(count)}</span>}
    </Link>
  )
}

/** What waits for somebody, where it is found. */
function useCounts(): Record<'incomplete' | 'ailing', number> {
  const causes = useQuery(listCausesOptions())
  // Consents expire by themselves, of which no run tells.
  const connections = useQuery({ ...listConnectionsOptions(), refetchInterval: LOOK })
  return {
    incomplete: causes.data?.items.reduce((sum, each) => sum + each.count, 0) ?? 0,
    ailing: connections.data?.items.filter((each) => each.state !== 'ok').length ?? 0,
  }
}
