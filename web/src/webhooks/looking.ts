/** Calls that start no run are told by nobody: they are looked for. */
export const LOOK = 4000 // milliseconds

const FEW = 3 // pages: who looks at older ones would have all of them asked anew each time

/** How often a list of them is looked at, by how much of it is shown. */
export function often({ state }: { state: { data?: { pages: unknown[] } | undefined } }) {
  return (state.data?.pages.length ?? 0) > FEW ? false : LOOK
}
