/** A schedule as a form shows it, and as a scenario's file writes it. */

export const KINDS = [
  ['none', 'No schedule'],
  ['every', 'At regular intervals'],
  ['daily', 'Every day'],
  ['weekly', 'Days of the week'],
  ['monthly', 'Days of the month'],
  ['yearly', 'Days of the year'],
  ['once', 'Once'],
  ['cron', 'Cron expression'],
  ['on demand', 'On demand'],
] as const

export type Kind = (typeof KINDS)[number][0]

export const WEEKDAYS = [
  ['mon', 'Monday'],
  ['tue', 'Tuesday'],
  ['wed', 'Wednesday'],
  ['thu', 'Thursday'],
  ['fri', 'Friday'],
  ['sat', 'Saturday'],
  ['sun', 'Sunday'],
] as const

export const UNITS = ['minutes', 'hours', 'days'] as const

/** What the form holds. Fields of other kinds keep what was typed, so that nothing is lost by
looking at another kind. */
export type Form = {
  kind: Kind
  count: string
  unit: string
  at: string
  weekdays: string[]
  days: string[]
  dates: string
  once: string
  cron: string
  zone: string
  from: string
  until: string
  /** Windows, which are written in the file alone. */
  only: unknown
}

export const FRESH: Form = {
  kind: 'none',
  count: '15',
  unit: 'minutes',
  at: '09:00',
  weekdays: ['mon'],
  days: ['1'],
  dates: '',
  once: '',
  cron: '',
  zone: '',
  from: '',
  until: '',
  only: undefined,
}

/** The form of what a file writes; what it cannot show stays as it would be empty. */
export function formOf(written: unknown): Form {
  if (written === null || written === undefined) return FRESH
  if (typeof written === 'string') {
    return written === 'on demand' ? { ...FRESH, kind: 'on demand' } : FRESH
  }
  const value = written as Record<string, unknown>
  const common = {
    ...FRESH,
    at: text(value.at) || FRESH.at,
    zone: text(value.zone),
    from: text(value.from),
    until: text(value.until),
    only: value.only,
  }
  const kind = KINDS.map(([name]) => name).find((name) => name in value)
  return kind ? { ...common, kind, ...own(kind, value[kind]) } : common
}

function own(kind: Kind, value: unknown): Partial<Form> {
  switch (kind) {
    case 'every': {
      const [count = '', unit = ''] = text(value).split(/\s+/)
      return { count, unit: unit.endsWith('s') ? unit : `${unit}s` }
    }
    case 'daily':
      return { at: text(value) }
    case 'weekly':
      return { weekdays: texts(value) }
    case 'monthly':
      return { days: texts(value) }
    case 'yearly':
      return { dates: texts(value).join(', ') }
    case 'once':
      return { once: text(value).replace(' ', 'T').slice(0, 16) }
    case 'cron':
      return { cron: text(value) }
    default:
      return {}
  }
}

/** What a file would write; null for none. */
export function writtenOf(form: Form): unknown {
  if (form.kind === 'none') return null
  if (form.kind === 'on demand') return 'on demand'
  const extra: Record<string, unknown> = {}
  if (form.zone) extra.zone = form.zone
  if (form.from) extra.from = form.from
  if (form.until) extra.until = form.until
  if (form.only !== undefined) extra.only = form.only
  return { ...timing(form), ...extra }
}

function timing(form: Form): Record<string, unknown> {
  switch (form.kind) {
    case 'every':
      return { every: `${form.count} ${unit(form)}` }
    case 'daily':
      return { daily: form.at }
    case 'weekly':
      return {
        weekly: WEEKDAYS.map(([day]) => day).filter((day) => form.weekdays.includes(day)),
        at: form.at,
      }
    case 'monthly':
      return { monthly: form.days.map((day) => (day === 'last' ? day : Number(day))), at: form.at }
    case 'yearly':
      return { yearly: form.dates.split(/[\s,]+/).filter(Boolean), at: form.at }
    case 'once':
      return { once: form.once.replace('T', ' ') }
    default:
      return { cron: form.cron.trim() }
  }
}

function unit(form: Form): string {
  return form.count === '1' ? form.unit.replace(/s$/, '') : form.unit
}

function text(value: unknown): string {
  return value === null || value === undefined ? '' : String(value)
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(text) : []
}
