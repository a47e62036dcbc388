/** The time zones that the browser knows. */
export const ZONES: string[] = ['UTC', ...Intl.supportedValuesOf('timeZone')]
