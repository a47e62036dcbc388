/** "Switch on" of "switch_on", "Create token" of "createToken". */
export function spoken(operation: string): string {
  const words = operation
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const PLACES: Record<string, string> = {
  scenario: '/scenarios/',
  run: '/runs/',
  connection: '/connections/',
  registration: '/registrations/',
  incomplete: '/incomplete/',
}

type Placed = { what: string; id: string; to?: string }

/** What was done to, from the ids in an address: "Scenario 01a2096e", with where it is to be seen. */
export function placesOf(subject: Readonly<Record<string, string>>): Placed[] {
  return Object.entries(subject).map(([name, id]) => {
    const noun = name.replace(/_id$/, '')
    const place = PLACES[noun]
    const what = noun.charAt(0).toUpperCase() + noun.slice(1).replaceAll('_', ' ')
    return { what, id, ...(place && { to: place + id }) }
  })
}

/** How an operation was answered, by the status of HTTP. */
export function answered(status: number): { went: boolean; word: string } {
  const went = status < 400
  if (went) return { went, word: 'done' }
  return { went, word: status < 500 ? `refused (${status})` : `failed (${status})` }
}
