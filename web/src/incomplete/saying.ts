/** What an answer will do and has done, in sentences. */
import type { Cause, Holds, IncompleteDetail, ManyAnswered } from '../api/generated'
import { counted } from '../ui/figures'

type Answer = 'retry' | 'drop'

/** What happens to all that are alike. */
export function consequences(
  cause: Pick<Cause, 'count' | 'kind' | 'label' | 'scenario'>,
  answer: Answer,
): string[] {
  const one = cause.count === 1
  const it = one ? 'It' : 'Each'
  if (answer === 'drop') {
    return [
      `${it} ends here: “${cause.label}” and the modules after it are not done for it.`,
      'What it carried stays in the history for as long as that is kept.',
      'A document that is dropped cannot be taken up again here; run the scenario again for it.',
    ]
  }
  return [
    `${it} goes on from “${cause.label}” of ${cause.scenario}, in a new run, with the values it carried.`,
    'It is sent under a new key, once. Should an answer be lost again, the service is asked before anything is sent a second time.',
    ...(cause.kind === 'parked'
      ? [
          `${one ? 'Its first request may' : 'Their first requests may'} have arrived. Look at ${one ? 'it' : 'some of them'} first: what is in the service already would be there twice, unless the service refuses a second one of its name.`,
        ]
      : ['Nothing was written when it failed, so nothing can be there twice.']),
  ]
}

export function became(told: ManyAnswered, answer: Answer): string {
  const done = told.items.filter((one) => !one.problem).length
  if (answer === 'drop') return `${counted(done, 'document')} dropped.`
  return done === 1 ? '1 document goes on.' : `${counted(done, 'document')} go on.`
}

/** What keeps a second one from being made when it is sent again. */
export function protection(
  one: Pick<IncompleteDetail, 'kind' | 'natural_key' | 'service' | 'sent'>,
  held: Holds['held'] | undefined,
): { tone: 'ok' | 'warn' | 'err'; sentence: string } {
  const service = one.service || 'the service'
  if (held === 'there') {
    return { tone: 'err', sentence: `It is in ${service}: sent again, it would be there twice.` }
  }
  if (held === 'differs' || held === 'unclear') {
    return {
      tone: 'warn',
      sentence: `There is something like it in ${service}. Make sure that it is another before you send this.`,
    }
  }
  if (held === 'absent') {
    return { tone: 'ok', sentence: `${service} was asked and does not have it: it can be sent.` }
  }
  if (one.kind === 'failed') {
    return {
      tone: 'ok',
      sentence: 'Nothing was written when it failed, so there is nothing to double.',
    }
  }
  if (one.natural_key) {
    return {
      tone: 'warn',
      sentence: `The first request may have arrived. It is known as ${one.natural_key}; look for it in ${service} first.`,
    }
  }
  return {
    tone: 'warn',
    sentence: `The first request may have arrived, and nothing names it in ${service}: see for yourself there first, or there may be two.`,
  }
}
