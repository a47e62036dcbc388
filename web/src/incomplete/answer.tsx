/** Gives a document its answer, and says what came of it. */
import { Link } from '@tanstack/react-router'
import { stale } from '../api/client'
import {
  type Answered,
  dropIncomplete,
  type IncompleteDetail,
  resolveIncomplete,
  retryIncomplete,
} from '../api/generated'
import { OF_INCOMPLETE } from '../api/told'
import { useDoing } from '../ui/said'

export type Given = { choice: 'resolve' | 'retry' | 'drop'; record: string; reason: string }

export function useAnswer(one: IncompleteDetail) {
  const path = { incomplete_id: one.id }
  const ask = async ({ choice, record, reason }: Given): Promise<Answered> => {
    if (choice === 'retry') return (await retryIncomplete({ path })).data
    if (choice === 'drop') return (await dropIncomplete({ path, body: { reason } })).data
    return (await resolveIncomplete({ path, body: { record } })).data
  }
  return useDoing(ask, { stale: OF_INCOMPLETE, said, failed: () => stale(...OF_INCOMPLETE) })
}

function said({ answer, next_run: run }: Answered) {
  const done =
    answer === 'retried' ? 'Sent again.' : `${answer.charAt(0).toUpperCase()}${answer.slice(1)}.`
  if (!run) return done
  return (
    <>
      {done} It goes on in <Link to={`/runs/${run}`}>run {run.slice(-8)}</Link>.
    </>
  )
}
