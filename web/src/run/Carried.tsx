/** What a call sent and what was answered. */
import { Button } from '@mantine/core'
import { Check, Terminal } from 'lucide-react'
import type { Carried } from '../api/generated'
import { Copied } from '../ui/Copied'
import { useCopying } from '../ui/copying'
import { counted } from '../ui/figures'
import { Bundle } from '../ui/Json'
import styles from './Calls.module.css'

export function CarriedFacts({ carried }: { carried: Carried }) {
  return (
    <>
      <div className={styles.key}>
        {carried.idempotency_key && (
          <span>
            <span className="muted small">Idempotency-Key </span>
            <Copied text={carried.idempotency_key} what="Idempotency-Key" />
          </span>
        )}
        <span className="muted small">{counted(carried.attempts, 'attempt')}</span>
        {carried.command && <Command text={carried.command} />}
      </div>
      <Body title="Sent" value={carried.body} none="A file, or too large to show." />
      <Body title="Answered" value={carried.answer} none="No answer is kept." />
    </>
  )
}

function Command({ text }: { text: string }) {
  const { copied, copy } = useCopying(text)
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={copied ? <Check size={14} aria-hidden /> : <Terminal size={14} aria-hidden />}
      onClick={copy}
    >
      {copied ? 'Copied' : 'Copy as curl, without the token'}
    </Button>
  )
}

function Body({ title, value, none }: { title: string; value: unknown; none: string }) {
  return (
    <section className={styles.body}>
      <h4>{title}</h4>
      {value === null ? (
        <p className="muted small">{none}</p>
      ) : (
        <Bundle value={value} label={title} />
      )}
    </section>
  )
}
