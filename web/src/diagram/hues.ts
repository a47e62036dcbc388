/** The colour of an app's disc: always the same for its name, out of the palette in Disc.module.css. */
export const HUES = 8

export function hueOf(app: string): number {
  let sum = 7
  for (const letter of app) sum = (sum * 31 + letter.charCodeAt(0)) % 997
  return sum % HUES
}

/** "X" for xero, "GS" for google-sheets. */
export function monogram(app: string): string {
  const words = app.split(/[^\p{L}\p{N}]+/u).filter(Boolean)
  const letters = words.slice(0, 2).map((word) => word.charAt(0).toUpperCase())
  return letters.join('') || '?'
}
