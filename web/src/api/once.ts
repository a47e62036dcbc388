/** A key for what shall be done once; `crypto.randomUUID` is not there over plain http. */
export function onceKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
