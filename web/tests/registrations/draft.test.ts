import { describe, expect, it } from 'vitest'
import type { Guide, RegistrationFacts } from '../../src/api/generated'
import { bodyOf, changeOf, draftFor, draftOf } from '../../src/registrations/draft'
import { hookState, isLocal, kindOf } from '../../src/registrations/words'

const GUIDE: Guide = {
  app: 'books',
  label: 'Books',
  called: 'Books app',
  sign_up: '',
  developer_site: '',
  redirect: 'http://localhost:8080/oauth/callback',
  taken: true,
  caution: '',
  steps: [],
  webhook_steps: [],
  kinds: [
    { name: 'secret', sentence: 'Web app: a client id and a secret.' },
    { name: 'pkce', sentence: 'Desktop app: a client id.' },
  ],
  vocabularies: [{ name: 'broad', sentence: 'It is old.' }],
  bases: { api: 'https://api.example' },
  tiers: [],
}

const KEPT: RegistrationFacts = {
  id: 'r',
  name: 'ours',
  app: 'books',
  label: 'Books',
  called: 'Books app',
  client_id: 'web',
  kind: 'secret',
  has_secret: true,
  vocabulary: 'granular',
  bases: {},
  tier: '',
  own: false,
  usual: true,
  created_at: '2026-11-01T10:00:00Z',
  first_token_at: null,
  connections: [],
  redirect: '',
  webhook: null,
}

describe('a registration that is written', () => {
  it('begins with the first of each choice', () => {
    expect(draftFor(GUIDE)).toMatchObject({ kind: 'secret', vocabulary: 'broad' })
  })

  it('sends no secret for a kind that has none, and no empty addresses', () => {
    const draft = {
      ...draftFor(GUIDE),
      client_id: ' web ',
      client_secret: 's',
      bases: { api: ' ' },
    }
    expect(bodyOf(draft, GUIDE)).toMatchObject({ client_id: 'web', client_secret: 's', bases: {} })
    expect(bodyOf({ ...draft, kind: 'pkce' }, GUIDE).client_secret).toBeNull()
  })

  it('changes what differs and nothing else', () => {
    expect(changeOf(draftOf(KEPT), KEPT)).toEqual({})
    const draft = { ...draftOf(KEPT), name: 'Theirs', client_secret: 'new', vocabulary: 'broad' }
    expect(changeOf(draft, KEPT)).toEqual({
      name: 'Theirs',
      client_secret: 'new',
      vocabulary: 'broad',
    })
  })
})

describe('the words of a registration', () => {
  it('calls its kind as the service does, without what follows', () => {
    expect(kindOf(GUIDE, 'secret')).toBe('Web app')
    expect(kindOf(undefined, 'pkce')).toBe('pkce')
  })

  it('says how its webhook is doing', () => {
    const hook = { address: '', key: false, asked_at: null, delivered_at: null, last: 0, gaps: 0 }
    expect(hookState(null)).toBe('none')
    expect(hookState(hook)).toBe('key')
    expect(hookState({ ...hook, key: true })).toBe('waiting')
    expect(hookState({ ...hook, key: true, asked_at: '2026-11-01T10:00:00Z' })).toBe('proved')
  })

  it('knows which addresses only this machine reaches', () => {
    expect(isLocal('http://127.0.0.1:8080/webhooks/1')).toBe(true)
    expect(isLocal('http://localhost/')).toBe(true)
    expect(isLocal('https://books.example/webhooks/1')).toBe(false)
    expect(isLocal('no address')).toBe(false)
  })
})
