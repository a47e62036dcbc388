import type { Choice, Guide, RegistrationFacts } from '../api/generated'

/** The kind of a registration in the service's own words: "Web app", without what follows. */
export function kindOf(guide: Guide | undefined, kind: string): string {
  return short(guide?.kinds ?? [], kind)
}

/** What decides the names of the permissions, in the service's own words. */
export function ageOf(guide: Guide | undefined, vocabulary: string): string {
  return sentence(guide?.vocabularies ?? [], vocabulary)
}

function sentence(choices: ReadonlyArray<Choice>, name: string): string {
  return choices.find((one) => one.name === name)?.sentence ?? name
}

function short(choices: ReadonlyArray<Choice>, name: string): string {
  return sentence(choices, name).split(/[:.]/)[0] ?? name
}

/** How its webhook is doing. */
export type HookState = 'none' | 'key' | 'waiting' | 'proved'

export function hookState(webhook: RegistrationFacts['webhook']): HookState {
  if (!webhook) return 'none'
  if (!webhook.key) return 'key'
  return webhook.asked_at ? 'proved' : 'waiting'
}

/** Whether only programs on the same machine can call an address. */
export function isLocal(address: string): boolean {
  try {
    const { hostname } = new URL(address)
    return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname)
  } catch {
    return false
  }
}
