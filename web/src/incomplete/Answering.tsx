/** The answers that a document may be given: chosen, said what each does, and then done. */
import { Button, Radio, Textarea } from '@mantine/core'
import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { IncompleteDetail } from '../api/generated'
import { useMay } from '../shell/me'
import { Wrong } from '../ui/Loaded'
import { Panel } from '../ui/Page'
import type { useAnswer } from './answer'
import type { Look } from './look'
import styles from './One.module.css'
import { Posted } from './Posted'
import { protection } from './saying'

type Choice = 'resolve' | 'retry' | 'drop'
type AnsweringProps = { one: IncompleteDetail; look: Look; doing: ReturnType<typeof useAnswer> }

export function Answering({ one, look, doing }: AnsweringProps) {
  const [choice, setChoice] = useState<Choice | ''>('')
  const [record, setRecord] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const may = useMay('incomplete:answer')
  const service = one.service || 'the service'
  const identity = record ?? look.held?.identity ?? ''

  function answer(event: FormEvent): void {
    event.preventDefault()
    if (choice) doing.mutate({ choice, record: identity.trim(), reason })
  }

  if (!may) {
    return (
      <Panel title="Your answer">
        <p className="muted">You may see this and not answer it; ask an operator or an owner.</p>
      </Panel>
    )
  }
  return (
    <Panel title="Your answer">
      <form onSubmit={answer}>
        <Radio.Group
          aria-label="Your answer"
          value={choice}
          onChange={(value) => setChoice(value as Choice)}
        >
          <div className={styles.choices}>
            {one.answers.includes('resolve') && (
              <Way
                value="resolve"
                chosen={choice}
                label="It is there"
                what={`You have seen it in ${service}: nothing is sent, and the modules after “${one.label}” go on with it.`}
              >
                <Posted one={one} held={look.held} value={identity} onChange={setRecord} />
              </Way>
            )}
            {one.answers.includes('retry') && (
              <Way
                value="retry"
                chosen={choice}
                label="Send again"
                what={`It goes on from “${one.label}” in a new run, with the values it carried, under a new key. Should that answer be lost too, ${service} is asked before anything is sent a second time.`}
              >
                <Protection one={one} look={look} />
              </Way>
            )}
            {one.answers.includes('drop') && (
              <Way
                value="drop"
                chosen={choice}
                label="Drop it"
                what={`It ends here: “${one.label}” and the modules after it are not done for this document. It cannot be taken up again; what it carried stays in the history.`}
              >
                <Textarea
                  label="Why it is dropped"
                  description="Kept with it, for whoever asks later."
                  value={reason}
                  onChange={(event) => setReason(event.currentTarget.value)}
                  maxLength={500}
                  autosize
                  minRows={2}
                />
              </Way>
            )}
          </div>
        </Radio.Group>
        {!one.answers.includes('retry') && (
          <p className="muted small">
            It cannot be sent again from here: it belongs to records that go together. Correct the
            data and run the scenario again; what is in {service} already is not posted twice.
          </p>
        )}
        {doing.error !== null && <Wrong error={doing.error} />}
        <div className={styles.foot}>
          <Button
            type="submit"
            color={choice === 'drop' ? 'red' : undefined}
            disabled={!choice || (choice === 'resolve' && !identity.trim())}
            loading={doing.isPending}
          >
            {verb(choice)}
          </Button>
          {!choice && <span className="muted small">Choose one of the answers.</span>}
          {choice === 'resolve' && !identity.trim() && (
            <span className="muted small">Say which record of {service} it is.</span>
          )}
        </div>
      </form>
    </Panel>
  )
}

function verb(choice: Choice | ''): string {
  if (choice === 'resolve') return 'It was posted as this'
  if (choice === 'retry') return 'Send again'
  if (choice === 'drop') return 'Drop it'
  return 'Answer'
}

type WayProps = {
  value: Choice
  chosen: Choice | ''
  label: string
  what: string
  children: React.ReactNode
}

function Way({ value, chosen, label, what, children }: WayProps) {
  return (
    <div className={styles.choice} data-chosen={chosen === value || undefined}>
      <Radio value={value} label={label} description={what} />
      {chosen === value && <div className={styles.more}>{children}</div>}
    </div>
  )
}

const TONES = { ok: CircleCheck, warn: TriangleAlert, err: CircleAlert }

function Protection({ one, look }: Pick<AnsweringProps, 'one' | 'look'>) {
  const { tone, sentence } = protection(one, look.held?.held)
  const Icon = TONES[tone]
  return (
    <p className={`${styles.tone} ${styles[tone]}`} role="note">
      <Icon size={16} aria-hidden />
      {sentence}
    </p>
  )
}
