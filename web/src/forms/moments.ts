/** Moments as a person's own clock shows them, and as a file has them: with their zone. */

const pad = (part: number, width = 2) => String(Math.abs(part)).padStart(width, '0')

/** `2010-12-31T14:05` on the clock of whoever reads it; "" where it is no moment. */
export function onClock(moment: string): string {
  // Without a zone it is read as UTC, as the server does.
  const at = new Date(/(?:Z|[+-]\d{2}:?\d{2})$/.test(moment) ? moment : `${moment}Z`)
  if (Number.isNaN(at.getTime())) return ''
  const day = `${pad(at.getFullYear(), 4)}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`
  return `${day}T${pad(at.getHours())}:${pad(at.getMinutes())}`
}

/** `2010-12-31T14:05:00+01:00` of what a clock shows. */
export function withZone(clock: string): string {
  const at = new Date(clock)
  if (Number.isNaN(at.getTime())) return ''
  const behind = at.getTimezoneOffset()
  const sign = behind > 0 ? '-' : '+'
  const seconds = clock.length === 16 ? ':00' : ''
  return `${clock}${seconds}${sign}${pad(Math.trunc(behind / 60))}:${pad(behind % 60)}`
}
