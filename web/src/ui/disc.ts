/** What stands for an app: an initial and a colour of ours, as no service's sign is ours to show. */

const COLOURS = ['teal', 'blue', 'violet', 'rose', 'amber', 'green'] as const

export type DiscColour = (typeof COLOURS)[number]

/** The same app has the same colour everywhere, whatever else is installed. */
export function colourOf(app: string): DiscColour {
  let sum = 7
  for (const sign of app.toLowerCase()) sum = (sum * 43 + (sign.codePointAt(0) ?? 0)) % 9973
  return COLOURS[sum % COLOURS.length] ?? 'teal'
}

/** "B" of "books", "7" of "7shifts"; "?" where an app has no name. */
export function initialOf(app: string): string {
  return [...app.trim()].find((sign) => /[\p{L}\p{N}]/u.test(sign))?.toLocaleUpperCase('en') ?? '?'
}
