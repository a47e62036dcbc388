/** Durations, sizes, counts and moments as people read them; the same words as the command line. */

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400

/** Seconds as "84 ms", "1.84 s", "12.3 s", "3 min 05 s", "2 h 03 min" or "1 d 04 h". */
export function duration(seconds: number): string {
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)} min ${two(whole % MINUTE)} s`
  if (whole < DAY)
    return `${Math.floor(whole / HOUR)} h ${two(Math.floor((whole % HOUR) / MINUTE))} min`
  return `${Math.floor(whole / DAY)} d ${two(Math.floor((whole % DAY) / HOUR))} h`
}

function two(count: number): string {
  return String(count).padStart(2, '0')
}

/** Bytes as "501 B", "12.4 kB" or "3.1 MB". */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  let value = bytes
  for (const unit of ['kB', 'MB', 'GB']) {
    value /= 1000
    if (value < 999.95) return `${value.toFixed(1)} ${unit}`
  }
  return `${(value / 1000).toFixed(1)} TB`
}

const counting = new Intl.NumberFormat('en')

export function number(count: number): string {
  return counting.format(count)
}

/** "1 operation", "12,345 operations"; `many` is said of words that take more than an s. */
export function counted(count: number, what: string, many = `${what}s`): string {
  return `${number(count)} ${count === 1 ? what : many}`
}

const whole = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })
const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' })
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })
const thisYear = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})

/** With the date, the seconds and the zone, which is the reader's. */
export function wholeMoment(at: string): string {
  return exact.format(new Date(at))
}

/** "14:02:11" today, "3 Nov, 14:02" this year, and the whole otherwise. */
export function shortMoment(at: string, now: Date = new Date()): string {
  const moment = new Date(at)
  if (moment.toDateString() === now.toDateString()) return clock.format(moment)
  if (moment.getFullYear() === now.getFullYear()) return thisYear.format(moment)
  return whole.format(moment)
}

/** "in 3 min", "2 h ago", "just now". */
export function away(at: string, now: Date = new Date()): string {
  const seconds = (new Date(at).getTime() - now.getTime()) / 1000
  const far = Math.abs(seconds)
  if (far < 5) return 'just now'
  const [count, unit] =
    far < MINUTE
      ? [far, 's']
      : far < HOUR
        ? [far / MINUTE, 'min']
        : far < DAY
          ? [far / HOUR, 'h']
          : [far / DAY, 'd']
  const said = `${Math.round(count)} ${unit}`
  return seconds > 0 ? `in ${said}` : `${said} ago`
}
