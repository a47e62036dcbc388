import type { PermissionFacts } from '../api/generated'

type Permissions = ReadonlyArray<PermissionFacts>

/** What is asked for unless somebody chooses. */
export function chosenOf(items: Permissions): string[] {
  return items.filter((one) => one.chosen).map((one) => one.scope)
}

export function toggled(chosen: ReadonlyArray<string>, scope: string): string[] {
  return chosen.includes(scope) ? chosen.filter((one) => one !== scope) : [...chosen, scope]
}

/** What the modules need stands first, whatever is ticked meanwhile. */
export function first(items: Permissions): { needed: Permissions; others: Permissions } {
  return {
    needed: items.filter((one) => one.chosen),
    others: items.filter((one) => !one.chosen),
  }
}
