import type { Left } from '../api/generated'

/** How much of the day is used, in percent; null where the day is without end. */
export function shareOf(left: Pick<Left, 'day_left' | 'day_used'>): number | null {
  if (left.day_left === null) return null
  const whole = left.day_left + left.day_used
  return whole > 0 ? Math.round((100 * left.day_used) / whole) : 0
}
