import { CircleCheck, Clock, KeyRound } from 'lucide-react'
import type { RegistrationFacts } from '../api/generated'
import { hookState } from '../registrations/words'
import { Moment } from '../ui/Moment'
import { Mark } from '../ui/Status'
import styles from './CreateWebhook.module.css'

type AskedProps = { webhook: NonNullable<RegistrationFacts['webhook']>; label: string }

/** Whether the service made sure that its signatures are checked, as it happens. */
export function Asked({ webhook, label }: AskedProps) {
  const state = hookState(webhook)
  return (
    <>
      <div role="status">
        {state === 'key' && <Mark tone="quiet" icon={KeyRound} word="the key comes first" />}
        {state === 'waiting' && (
          <Mark tone="warn" icon={Clock} word={`waiting for ${label} to ask`} />
        )}
        {state === 'proved' && webhook.asked_at && (
          <span className={styles.proved}>
            <Mark tone="ok" icon={CircleCheck} word="proved" />
            <span className="muted">
              {label} asked <Moment at={webhook.asked_at} relative />
            </span>
          </span>
        )}
      </div>
      {state === 'waiting' && (
        <details>
          <summary>It does not come</summary>
          <ul className={styles.guide}>
            <li>Is the address reachable from the internet, and pasted whole?</li>
            <li>Was the key copied whole, and of this webhook? Another one fails the proof.</li>
            <li>Does {label} say that it failed? Ask it there to try again.</li>
          </ul>
        </details>
      )}
    </>
  )
}
