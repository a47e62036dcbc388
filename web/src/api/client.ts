/** Sets the generated client up, once: whose session it is, and what trouble looks like. */
import { QueryClient } from '@tanstack/react-query'
import { marked, revived } from './exact'
import { client } from './generated/client.gen'
import { onceKey } from './once'
import type { Question } from './told'
import { Trouble } from './trouble'

let csrf = ''

/** What every change sends along; told by `/me`. */
export function keepToken(token: string): void {
  csrf = token
}

/** For what is sent by hand: a file with its progress. */
export function token(): string {
  return csrf
}

client.setConfig({ baseUrl: window.location.origin, credentials: 'same-origin' })

client.interceptors.request.use((request) => {
  if (request.method !== 'GET') {
    request.headers.set('X-CSRF-Token', csrf)
    // Sent twice, it is done once: a browser may send again what it lost the answer of.
    if (request.method === 'POST') request.headers.set('Idempotency-Key', onceKey())
  }
  return request
})

// What these answer holds bundles; every other number of theirs is a count.
const BUNDLES = new Set([
  '/api/v1/runs/{run_id}/modules/{module}/operations',
  '/api/v1/runs/{run_id}/modules/{module}/operations/{operation}',
  '/api/v1/runs/{run_id}/calls/{call}',
  '/api/v1/incomplete/{incomplete_id}',
  '/api/v1/incomplete/{incomplete_id}/look',
  '/api/v1/deliveries/{delivery_id}',
])

client.interceptors.response.use(async (response, _request, options) => {
  if (!response.ok || !BUNDLES.has(options.url)) return response
  options.responseTransformer = async (told) => revived(told)
  return new Response(marked(await response.text()), response)
})

client.interceptors.error.use((error, response) => {
  const trouble = Trouble.of(error, response)
  if (trouble.status === 401) signIn()
  return trouble
})

function signIn(): void {
  const here = window.location.pathname + window.location.search
  window.location.assign(`/login?next=${encodeURIComponent(here)}`)
}

export const queries = new QueryClient({
  defaultOptions: {
    // A browser that has no network may still reach a server on its own machine.
    mutations: { networkMode: 'always' },
    queries: {
      networkMode: 'always',
      staleTime: 10_000,
      retry: (count, error) => count < 2 && error instanceof Trouble && error.passes,
    },
  },
})

/** Asks again for what these questions told, and is done when what is seen of it is new: `stale('listRuns', 'showRun')`. */
export function stale(...questions: Question[]): Promise<void> {
  const names = new Set<unknown>(questions)
  return queries.invalidateQueries({
    predicate: ({ queryKey: [key] }) =>
      typeof key === 'object' && key !== null && names.has((key as { _id?: unknown })._id),
  })
}
