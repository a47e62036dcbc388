/** Whether a service may call, and what is to be done until it does. */
import { CircleCheck, CircleDashed, KeyRound } from 'lucide-react'
import type { WebhookFacts } from '../api/generated'
import { Mark } from '../ui/Status'

export function State({ of }: { of: WebhookFacts['status'] }) {
  if (of === 'listening') return <Mark tone="ok" icon={CircleCheck} word="listening" />
  if (of === 'ask') return <Mark tone="warn" icon={CircleDashed} word="not proved yet" />
  return <Mark tone="quiet" icon={KeyRound} word="no key yet" />
}
