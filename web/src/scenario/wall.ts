/** Times as the wall of a zone shows them. */

const day = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: '2-digit',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
})

/** "2026-12-24T09:00:00+01:00" as "Thu, 24 Dec 2026, 09:00", whatever the reader's zone. */
export function localTime(local: string): string {
  const [date = '', time = ''] = local.split('T')
  return `${day.format(new Date(`${date}T00:00:00Z`))}, ${time.slice(0, 5)}`
}
