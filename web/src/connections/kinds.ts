/** "ORGANISATION" as a service writes it, as people read it: "Organisation". */
export function kindOf(kind: string): string {
  const words = kind.toLowerCase().replaceAll('_', ' ')
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}
