import type { ConnectionFacts, Organisation } from '../api/generated'

/** The connection that a scenario means: by its name, a former name or its id. */
export function named(
  connections: ReadonlyArray<ConnectionFacts>,
  value: string,
): ConnectionFacts | undefined {
  if (!value) return undefined
  return (
    connections.find((one) => one.name === value || one.id === value) ??
    connections.find((one) => one.former_names.includes(value))
  )
}

/** Those that things may be sent to. */
export function organisationsOf(connection: ConnectionFacts): ReadonlyArray<Organisation> {
  return connection.organisations.filter((one) => one.reached && one.included)
}

/** The organisation that stays chosen where another connection reaches it too, else the only one.

With several, a person says which: nothing may land in the wrong books. */
export function usual(connection: ConnectionFacts, before: string): string {
  const there = organisationsOf(connection)
  const same = there.find((one) => one.name === before || one.id === before)
  return same?.name ?? (there.length === 1 ? (there[0]?.name ?? '') : '')
}
