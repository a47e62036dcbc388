/** Alike ones together: what stopped them, how many there are, and one answer for all of them. */

import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import type { Cause } from '../api/generated'
import { useMay } from '../shell/me'
import { useAddress } from '../ui/address'
import { Disc } from '../ui/Disc'
import { counted } from '../ui/figures'
import { Moment } from '../ui/Moment'
import { sentenceOf } from '../ui/message'
import { Panel } from '../ui/Page'
import { AnswerMany, type Many } from './AnswerMany'
import styles from './Causes.module.css'
import { Kind } from './Kind'
import type { Wanted } from './wanted'

type CausesProps = { causes: ReadonlyArray<Cause>; wanted: Wanted; chosen: string }

export function Causes({ causes, wanted, chosen }: CausesProps) {
  const [many, setMany] = useState<Many | null>(null)
  return (
    <Panel title="By cause" flush>
      <ul className={styles.causes}>
        {causes.map((cause) => (
          <Row
            key={cause.id}
            cause={cause}
            chosen={cause.id === chosen}
            answers={wanted.state === 'open'}
            onAnswer={(answer) => setMany({ cause, answer, wanted })}
          />
        ))}
      </ul>
      <AnswerMany many={many} onClose={() => setMany(null)} />
    </Panel>
  )
}

type RowProps = {
  cause: Cause
  chosen: boolean
  answers: boolean
  onAnswer: (answer: 'retry' | 'drop') => void
}

function Row({ cause, chosen, answers, onAnswer }: RowProps) {
  const [, change] = useAddress()
  const may = useMay('incomplete:answer')
  return (
    <li className={styles.cause} data-chosen={chosen || undefined}>
      <div className={styles.why}>
        <div className={styles.first}>
          <Kind of={cause.kind} />
          <strong className="number">{counted(cause.count, 'document')}</strong>
        </div>
        <p className={styles.message}>{sentenceOf(cause.message)}</p>
        <div className={styles.where}>
          <Disc app={cause.step.split('.')[0] ?? ''} size={18} />
          <span>
            {cause.module} · {cause.label || cause.step}
          </span>
          <Link to={`/scenarios/${cause.scenario_id}`}>{cause.scenario}</Link>
          <span>
            oldest <Moment at={cause.first_at} relative />
          </span>
          {cause.count > 1 && (
            <span>
              newest <Moment at={cause.last_at} relative />
            </span>
          )}
        </div>
      </div>
      <div className={styles.actions}>
        {answers && may && (
          <>
            <Button size="xs" variant="default" onClick={() => onAnswer('retry')}>
              Send {cause.count === 1 ? 'it' : 'all'} again…
            </Button>
            <Button size="xs" variant="default" onClick={() => onAnswer('drop')}>
              Drop {cause.count === 1 ? 'it' : 'all'}…
            </Button>
          </>
        )}
        {cause.count === 1 ? (
          <Button
            component={Link}
            to={`/incomplete/${cause.example}`}
            size="xs"
            rightSection={<ChevronRight size={14} aria-hidden />}
          >
            Open
          </Button>
        ) : (
          <Button
            size="xs"
            aria-expanded={chosen}
            onClick={() => change({ cause: chosen ? '' : cause.id })}
          >
            {chosen ? 'Hide documents' : 'Show documents'}
          </Button>
        )}
      </div>
    </li>
  )
}
