import { CircleCheck, CircleDashed, Clock, KeyRound } from 'lucide-react'
import type { RegistrationFacts } from '../api/generated'
import { Mark } from '../ui/Status'
import { hookState } from './words'

/** Whether a service proved that it calls, as it is in lists. */
export function Hook({ of }: { of: RegistrationFacts['webhook'] }) {
  switch (hookState(of)) {
    case 'none':
      return <Mark tone="quiet" icon={CircleDashed} word="none" />
    case 'key':
      return <Mark tone="quiet" icon={KeyRound} word="no key" />
    case 'waiting':
      return <Mark tone="warn" icon={Clock} word="waiting for the service to ask" />
    case 'proved':
      return <Mark tone="ok" icon={CircleCheck} word="proved" />
  }
}
