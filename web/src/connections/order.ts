import type { ConnectionFacts } from '../api/generated'

const WORST_FIRST = ['revoked', 'disconnected', 'needs_permission', 'expiring', 'ok']

/** Those that need somebody first; else by name. */
export function inOrder(all: ReadonlyArray<ConnectionFacts>): ConnectionFacts[] {
  const rank = ({ state, missing }: ConnectionFacts) =>
    WORST_FIRST.indexOf(state) - (state === 'ok' && missing.length > 0 ? 0.5 : 0)
  return all.toSorted((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name))
}

export function ailing(connection: ConnectionFacts): boolean {
  return connection.state !== 'ok'
}

/** Whether it ended, so that only a new consent helps. */
export function ended(connection: ConnectionFacts): boolean {
  return connection.state === 'revoked' || connection.state === 'disconnected'
}

/** By name, former name, app, or an organisation that it reaches. */
export function matching(
  all: ReadonlyArray<ConnectionFacts>,
  { q = '', state = '' }: { q?: string; state?: string },
): ConnectionFacts[] {
  const words = q.trim().toLowerCase()
  return all.filter((one) => {
    if (state === 'ailing' && !ailing(one)) return false
    const texts = [
      one.name,
      one.label,
      ...one.former_names,
      ...one.organisations.map((o) => o.name),
    ]
    return texts.some((text) => text.toLowerCase().includes(words))
  })
}

/** "6 of 7": how many it was allowed of those it has and those that scenarios lack. */
export function granted({ permissions, missing }: ConnectionFacts): string {
  const whole = permissions.length + missing.length
  return missing.length > 0 ? `${permissions.length} of ${whole}` : String(whole)
}

/** The names of the organisations that things may be sent to. */
export function organisationNames({ organisations }: ConnectionFacts): string[] {
  const used = organisations.filter((one) => one.reached && one.included)
  return (used.length > 0 ? used : organisations).map((one) => one.name)
}
