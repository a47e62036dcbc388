/** One answer for all that are alike, after it was said what it will do. */

import { Button, Group, Modal, Textarea } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { answerMany, type Cause, listIncomplete, type ManyAnswered } from '../api/generated'
import { OF_INCOMPLETE } from '../api/told'
import { counted } from '../ui/figures'
import { Wrong } from '../ui/Loaded'
import { Message } from '../ui/Message'
import { say, useDoing } from '../ui/said'
import styles from './Causes.module.css'
import { became, consequences } from './saying'
import type { Wanted } from './wanted'

/** `wanted` is what the list is narrowed to: nothing is answered that is not shown. */
export type Many = { cause: Cause; answer: 'retry' | 'drop'; wanted: Wanted }

export function AnswerMany({ many, onClose }: { many: Many | null; onClose: () => void }) {
  return (
    <Modal opened={many !== null} onClose={onClose} title={many && titleOf(many)} size="lg">
      {many && <Ask many={many} onClose={onClose} />}
    </Modal>
  )
}

const MOST = 1000 // at once

async function answered({ cause, answer, wanted }: Many, reason: string): Promise<ManyAnswered> {
  const query = { ...wanted, cause: cause.id, limit: MOST }
  const { items } = (await listIncomplete({ query })).data
  const body = { answer, ids: items.map((one) => one.id), reason }
  const { items: done } = (await answerMany({ body })).data
  return { items: done, left: Math.max(0, cause.count - done.length) }
}

function titleOf({ cause, answer }: Many): string {
  const what = cause.count === 1 ? 'this document' : counted(cause.count, 'document')
  return answer === 'retry' ? `Send ${what} again?` : `Drop ${what}?`
}

function Ask({ many: { cause, answer, wanted }, onClose }: { many: Many; onClose: () => void }) {
  const [reason, setReason] = useState('')
  const [told, setTold] = useState<ManyAnswered | null>(null)
  const doing = useDoing(() => answered({ cause, answer, wanted }, reason), {
    stale: OF_INCOMPLETE,
    failed: () => undefined,
    done: (done) => {
      if (done.left === 0 && done.items.every((one) => !one.problem)) {
        say(<Done told={done} answer={answer} />)
        onClose()
      } else setTold(done)
    },
  })
  if (told) return <Rest told={told} answer={answer} onClose={onClose} />
  return (
    <>
      <Message text={cause.message} />
      <ul className={styles.will}>
        {consequences(cause, answer).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {answer === 'drop' && (
        <Textarea
          label="Why they are dropped"
          description="Kept with each of them, for whoever asks later."
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={500}
          autosize
          minRows={2}
          mt="sm"
        />
      )}
      {doing.error !== null && <Wrong error={doing.error} />}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          Cancel
        </Button>
        <Button
          color={answer === 'drop' ? 'red' : undefined}
          loading={doing.isPending}
          onClick={() => doing.mutate(undefined)}
        >
          {answer === 'retry' ? 'Send again' : 'Drop'}{' '}
          {cause.count > 1 && counted(cause.count, 'document')}
        </Button>
      </Group>
    </>
  )
}

function Done({ told, answer }: { told: ManyAnswered; answer: 'retry' | 'drop' }) {
  const runs = [...new Set(told.items.flatMap((one) => one.next_run ?? []))]
  return (
    <>
      {became(told, answer)}{' '}
      {runs.slice(0, 3).map((run) => (
        <Link key={run} to={`/runs/${run}`}>
          Run {run.slice(-8)}
        </Link>
      ))}
    </>
  )
}

/** What was not answered, and why. */
function Rest({
  told,
  answer,
  onClose,
}: {
  told: ManyAnswered
  answer: 'retry' | 'drop'
  onClose: () => void
}) {
  const refused = told.items.filter((one) => one.problem)
  return (
    <div role="status">
      <p>
        <Done told={told} answer={answer} />
      </p>
      {refused.length > 0 && (
        <>
          <p>{counted(refused.length, 'document')} could not be answered so:</p>
          <ul>
            {refused.slice(0, 20).map((one) => (
              <li key={one.id}>
                <Link to={`/incomplete/${one.id}`}>{one.id.slice(-8)}</Link>: {one.problem}
              </li>
            ))}
          </ul>
        </>
      )}
      {told.left > 0 && <p>{counted(told.left, 'document')} more are alike; answer them next.</p>}
      <Group justify="flex-end" mt="lg">
        <Button onClick={onClose}>Close</Button>
      </Group>
    </div>
  )
}
