/** What is said of a router's routes. Pure. */
import { flat, type Route, type Step } from '../diagram/steps'
import { counted } from '../ui/figures'

/** "Route 2 (Cancellations)" */
export function spoken(route: Route | undefined, at: number, first = true): string {
  const word = first ? 'Route' : 'route'
  return `${word} ${at + 1}${route?.name ? ` (${route.name})` : ''}`
}

/** " with 2 modules"; "" where there are none. */
export function moduleCount(route: Route | undefined, before = ''): string {
  const count = flat(route?.steps ?? []).length
  return count ? `${before}${counted(count, 'module')}` : ''
}

/** Which bundles go down a route, in one sentence. */
export function takes(route: Route): string {
  if (route.fallback) return 'Takes the bundles that no other route takes.'
  const first: Step | undefined = route.steps[0]
  if (!first) return 'Has no modules yet, so there is nothing to filter.'
  return first.filter ? 'Takes the bundles that pass its filter.' : 'Takes every bundle.'
}

/** What is wrong with a route as its row tells it: with itself, and with the filter at its head. */
export function wrongWith(route: Route): string[] {
  const filters = (route.steps[0]?.faults ?? []).filter((fault) =>
    fault.field?.startsWith('filter'),
  )
  return [...route.faults, ...filters].map((fault) => fault.message)
}
