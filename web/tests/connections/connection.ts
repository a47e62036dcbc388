/** A connection as the server tells it, made for tests. */
import type { ConnectionFacts, Organisation } from '../../src/api/generated'

export function organisation(name: string, more: Partial<Organisation> = {}): Organisation {
  return {
    id: name.toLowerCase(),
    name,
    kind: 'ORGANISATION',
    reached: true,
    included: true,
    frozen: '',
    written: false,
    ...more,
  }
}

export function connection(name: string, more: Partial<ConnectionFacts> = {}): ConnectionFacts {
  return {
    id: `id of ${name}`,
    name,
    former_names: [],
    app: 'books',
    label: 'Books',
    state: 'ok',
    reason: '',
    since: null,
    way: 'consent',
    registration_id: 'r',
    registration: 'ours',
    permissions: ['read'],
    missing: [],
    organisations: [organisation('UK')],
    created_at: '2026-11-01T10:00:00Z',
    refreshed_at: null,
    verified_at: null,
    used_by: 0,
    ...more,
  }
}
