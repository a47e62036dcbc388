/** What a token may do, in short: everything there is, or its permissions by their names. */
export function granted(permissions: ReadonlyArray<string>, all: number): string {
  return permissions.length >= all
    ? 'everything'
    : permissions.filter((each) => each !== 'own').join(', ') || 'own profile'
}
