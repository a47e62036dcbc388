/** Where somebody is on the way to a connection. */
export type Place = 'app' | 'register' | 'name' | 'sign' | 'organisations'

type Known = {
  app: string
  registered: boolean
  begun: boolean
  done: boolean
}

export function placeOf({ app, registered, begun, done }: Known): Place {
  if (done) return 'organisations'
  if (!app) return 'app'
  if (!registered) return 'register'
  return begun ? 'sign' : 'name'
}

/** The steps as they are called; `called` is how the service calls a registration. */
export function stepsFor(called: string): ReadonlyArray<readonly [Place, string]> {
  return [
    ['app', 'App'],
    ['register', called || 'Registration'],
    ['name', 'Name and permissions'],
    ['sign', 'Sign in'],
    ['organisations', 'Organisations'],
  ]
}
