/** What a module took in and gave out in the run that is shown. */
import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Operation } from '../api/generated'
import { listOperationsOptions } from '../api/generated/@tanstack/react-query.gen'
import { Trouble } from '../api/trouble'
import type { Step } from '../diagram/steps'
import { Bundle } from '../ui/Json'
import { Loaded } from '../ui/Loaded'
import { Empty } from '../ui/Page'
import styles from './Side.module.css'

const SHOWN = 20

export function Output({ step, run }: { step: Step; run: string | null }) {
  if (!run) return <Empty title="Nothing to show yet">Run the scenario once.</Empty>
  return <OfRun step={step} run={run} />
}

function OfRun({ step, run }: { step: Step; run: string }) {
  const query = useQuery(
    listOperationsOptions({ path: { run_id: run, module: step.id }, query: { limit: SHOWN } }),
  )
  if (query.error && Trouble.of(query.error).status === 404) {
    return <Empty title="It was not part of the last run">It came into the flow later.</Empty>
  }
  return (
    <Loaded query={query}>
      {(told) =>
        told.items.length === 0 ? (
          <Empty title={told.forgotten ? 'Not kept any more' : 'No bundle came here'}>
            {told.forgotten || 'In the last run nothing reached this module.'}
          </Empty>
        ) : (
          <Operations of={told.items} more={told.next !== null} step={step} run={run} />
        )
      }
    </Loaded>
  )
}

type OperationsProps = { of: Operation[]; more: boolean; step: Step; run: string }

function Operations({ of, more, step, run }: OperationsProps) {
  const [id, setId] = useState(of[0]?.id ?? '')
  const chosen = of.find((each) => each.id === id) ?? of[0]
  if (!chosen) return null
  return (
    <div className={styles.output}>
      <Select
        label="Operation"
        data={of.map((each, at) => ({
          value: each.id,
          label: `${at + 1}: ${each.name}, ${each.outcome}`,
        }))}
        value={chosen.id}
        allowDeselect={false}
        onChange={(value) => value && setId(value)}
      />
      {chosen.stopped && <p>Stopped by the filter: {chosen.stopped}</p>}
      {chosen.trouble && <p className={styles.wrong}>{String(chosen.trouble.message ?? '')}</p>}
      {chosen.confidential && <p className="muted">Confidential: only sizes are kept.</p>}
      {chosen.out.map((bundle, at) => (
        <Bundle
          // biome-ignore lint/suspicious/noArrayIndexKey: bundles are known by their order
          key={at}
          value={bundle}
          module={step.id}
          label={`Bundle ${at + 1} that it gave`}
        />
      ))}
      <Link
        to="/runs/$id"
        params={{ id: run } as never}
        search={{ module: String(step.id) } as never}
      >
        {more ? 'All operations of the run' : 'The run'}
      </Link>
    </div>
  )
}
