/** A registration while it is written. */
import type {
  Guide,
  RegistrationBodyWritable,
  RegistrationChangeWritable,
  RegistrationFacts,
} from '../api/generated'

export type Kind = 'secret' | 'pkce' | 'credentials'

export type Draft = {
  name: string
  client_id: string
  client_secret: string
  kind: string
  vocabulary: string
  tier: string
  bases: Record<string, string>
}

export function draftFor(guide: Guide): Draft {
  return {
    name: '',
    client_id: '',
    client_secret: '',
    kind: guide.kinds[0]?.name ?? 'secret',
    vocabulary: guide.vocabularies[0]?.name ?? 'granular',
    tier: '',
    bases: {},
  }
}

export function draftOf(facts: RegistrationFacts): Draft {
  return {
    name: facts.name,
    client_id: facts.client_id,
    client_secret: '',
    kind: facts.kind,
    vocabulary: facts.vocabulary,
    tier: facts.tier,
    bases: { ...facts.bases },
  }
}

/** What is sent to register it. A kind without a secret sends none, whatever was written before. */
export function bodyOf(draft: Draft, guide: Guide): RegistrationBodyWritable {
  const secret = draft.kind === 'pkce' ? '' : draft.client_secret.trim()
  return {
    app: guide.app,
    client_id: draft.client_id.trim(),
    client_secret: secret || null,
    name: draft.name.trim(),
    kind: kindOf(draft.kind),
    vocabulary: vocabularyOf(draft.vocabulary),
    tier: draft.tier,
    bases: given(draft.bases),
  }
}

export function kindOf(kind: string): Kind {
  return kind === 'pkce' || kind === 'credentials' ? kind : 'secret'
}

export function vocabularyOf(vocabulary: string): 'granular' | 'broad' {
  return vocabulary === 'broad' ? 'broad' : 'granular'
}

/** Base addresses that differ from the service's own. */
export function given(bases: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(bases)
      .map(([name, url]) => [name, url.trim()] as const)
      .filter(([, url]) => url !== ''),
  )
}

/** What is sent to change it: what differs, and nothing else. */
export function changeOf(draft: Draft, before: RegistrationFacts): RegistrationChangeWritable {
  const bases = given(draft.bases)
  const secret = draft.kind === 'pkce' ? '' : draft.client_secret.trim()
  return {
    ...(draft.name.trim() && draft.name.trim() !== before.name && { name: draft.name.trim() }),
    ...(draft.client_id.trim() !== before.client_id && { client_id: draft.client_id.trim() }),
    ...(secret && { client_secret: secret }),
    ...(draft.kind !== before.kind && { kind: kindOf(draft.kind) }),
    ...(draft.vocabulary !== before.vocabulary && { vocabulary: vocabularyOf(draft.vocabulary) }),
    ...(draft.tier !== before.tier && { tier: draft.tier }),
    ...(JSON.stringify(bases) !== JSON.stringify(before.bases) && { bases }),
  }
}
