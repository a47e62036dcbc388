/** What went into an operation, and what came out: one bundle at a time. */
import { ActionIcon, Button, NumberInput } from '@mantine/core'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import type { Operation } from '../api/generated'
import { useAddress } from '../ui/address'
import { number, size } from '../ui/figures'
import { Bundle } from '../ui/Json'
import { Waiting } from '../ui/Loaded'
import { Empty } from '../ui/Page'
import styles from './Inspector.module.css'

const HIDDEN = 'The scenario is confidential: only the size of what went through is kept.'

type GivenProps = { operation: Operation; before?: () => void }

export function Given({ operation, before }: GivenProps) {
  const { given, outcome, confidential } = operation
  if (confidential) return <Empty title={given === null ? '' : size(Number(given))}>{HIDDEN}</Empty>
  if (given === null || given === undefined) {
    return (
      <Empty
        title="Nothing went in"
        action={
          before &&
          outcome === 'stopped' && (
            <Button variant="default" size="xs" onClick={before}>
              Output of the module before
            </Button>
          )
        }
      >
        {outcome === 'stopped'
          ? 'The filter stands before the module, so the module never saw the bundle. What it held is in the output of the module before.'
          : 'This operation began without a bundle, or what the fields were to hold could not be computed.'}
      </Empty>
    )
  }
  return (
    <div className={styles.bundle}>
      <Bundle value={given} label={`Input of ${operation.name}`} />
    </div>
  )
}

type GaveProps = { operation: Operation; skip: number; waiting: boolean }

export function Gave({ operation, skip, waiting }: GaveProps) {
  const [{ bundle = '1' }, change] = useAddress()
  const { gave, out, confidential, module } = operation
  const at = Math.min(Math.max(1, Number(bundle) || 1), Math.max(1, gave))
  if (gave === 0) {
    return (
      <Empty title="Nothing came out">
        {operation.outcome === 'done'
          ? 'The operation gave no bundle.'
          : 'It did not come to that.'}
      </Empty>
    )
  }
  const value = out[at - 1 - skip]
  return (
    <div className={styles.bundle}>
      {gave > 1 && (
        <Pager at={at} of={gave} go={(to) => change({ bundle: String(to) }, { replace: true })} />
      )}
      {confidential ? (
        <Empty title={size(Number(value))}>{HIDDEN}</Empty>
      ) : waiting && value === undefined ? (
        <Waiting />
      ) : (
        <Bundle
          key={at}
          value={value}
          module={module}
          label={`Output ${at} of ${operation.name}`}
        />
      )}
    </div>
  )
}

type PagerProps = { at: number; of: number; go: (to: number) => void }

function Pager({ at, of, go }: PagerProps) {
  return (
    <div className={styles.pager}>
      <ActionIcon aria-label="Bundle before" disabled={at <= 1} onClick={() => go(at - 1)}>
        <ChevronLeft size={16} aria-hidden />
      </ActionIcon>
      <NumberInput
        aria-label="Bundle"
        size="xs"
        w={84}
        min={1}
        max={of}
        clampBehavior="strict"
        hideControls
        value={at}
        onChange={(value) => Number(value) >= 1 && go(Number(value))}
      />
      <span className="muted small">of {number(of)} bundles</span>
      <ActionIcon aria-label="Next bundle" disabled={at >= of} onClick={() => go(at + 1)}>
        <ChevronRight size={16} aria-hidden />
      </ActionIcon>
    </div>
  )
}
