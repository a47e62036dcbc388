/** Which module an arrow key leads to. Pure. */
import type { Spot } from './layout'

export type Way = 'left' | 'right' | 'up' | 'down' | 'first' | 'last'

export function neighbour(spots: readonly Spot[], from: Spot, way: Way): Spot | undefined {
  const steps = spots.filter((spot) => spot.step)
  if (way === 'first') return steps[0]
  if (way === 'last') return steps.at(-1)
  if (way === 'left') return steps.find((spot) => spot.key === from.entry?.from?.key)
  if (way === 'right') return steps.find((spot) => spot.entry?.from?.key === from.key)
  return nearest(steps, from, way === 'up' ? -1 : 1)
}

/** The nearest module above or below, in the same column if there is one. */
function nearest(steps: readonly Spot[], from: Spot, way: 1 | -1): Spot | undefined {
  const there = steps.filter((spot) => (spot.y - from.y) * way > 1)
  const far = (spot: Spot) => Math.abs(spot.y - from.y) + 3 * Math.abs(spot.x - from.x)
  return there.toSorted((a, b) => far(a) - far(b))[0]
}
