/** The page of what a notice is about; the list of notices where it is about nothing that has one. */
export function placeOf(about: Record<string, unknown>): string {
  if (typeof about.connection === 'string') return `/connections/${about.connection}`
  if (typeof about.run === 'string') return `/runs/${about.run}`
  if (typeof about.scenario === 'string') return `/scenarios/${about.scenario}`
  return '/settings/notifications'
}
