/** What a permission allows, as one reads it beside a box to tick; in this order. */
export const SENTENCES: ReadonlyArray<readonly [string, string]> = [
  ['scenarios:read', 'See scenarios, apps and modules.'],
  ['scenarios:edit', 'Make, change and delete scenarios.'],
  ['scenarios:run', 'Run scenarios, switch them on and off, resume and cancel runs.'],
  ['history:read', 'See runs with their bundles, incomplete runs and deliveries.'],
  ['incomplete:answer', 'Answer incomplete runs: retry them or say what is so.'],
  ['connections:read', 'See connections and what uses them.'],
  ['connections:edit', 'Make, extend, rename, reauthorise and delete connections.'],
  ['installation:read', 'See how the installation is doing: metrics, limits, notices.'],
  ['installation:edit', 'Change registrations, signing keys, limits and notices.'],
  ['users:edit', 'Invite people, change their roles, disable and remove them.'],
  ['own', 'See and change your own profile, sessions and API tokens.'],
]

/** Those that somebody has, and may give on. */
export function offered(held: ReadonlyArray<string>): ReadonlyArray<readonly [string, string]> {
  return SENTENCES.filter(([permission]) => held.includes(permission))
}

/** "Everything you may", or how many of them. */
export function granted(permissions: ReadonlyArray<string>): string {
  return permissions.length >= SENTENCES.length
    ? 'everything'
    : permissions.filter((each) => each !== 'own').join(', ') || 'own profile'
}
