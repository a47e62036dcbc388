/** What the server says of a module's fields, sorted by field. */
import type { Fault } from '../api/generated'

const MAP = 'map'

/** By the names of fields; "" has what is said of all of them. */
export function faultsByField(faults: readonly Fault[]): ReadonlyMap<string, string[]> {
  const found = new Map<string, string[]>()
  for (const { field = '', message } of faults) {
    const name = nameOf(field)
    if (name !== null) found.set(name, [...(found.get(name) ?? []), message])
  }
  return found
}

/** `map.Contact.Name` is of the field Contact.Name; null is of no field. */
function nameOf(field: string): string | null {
  if (field === MAP) return ''
  return field.startsWith(`${MAP}.`) ? field.slice(MAP.length + 1) : null
}
