/** Calls that start no run are told by nobody: they are looked for. */
export const LOOK = 4000 // milliseconds
