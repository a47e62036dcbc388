/** What a schedule means: in words, and its next five runs. */
import { Alert } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { previewSchedule } from '../api/generated'
import { Trouble } from '../api/trouble'
import { Moment } from '../ui/Moment'
import styles from './Schedule.module.css'
import type { Kind } from './schedule'
import { localTime } from './wall'

const TYPING = 250 // milliseconds

export function NextRuns({ written, zone, kind }: { written: unknown; zone: string; kind: Kind }) {
  const [asked] = useDebouncedValue(JSON.stringify(written), TYPING)
  const query = useQuery({
    queryKey: ['preview', asked, zone],
    queryFn: async () =>
      (await previewSchedule({ body: { schedule: JSON.parse(asked), zone } })).data,
    enabled: asked !== 'null',
    placeholderData: keepPreviousData,
    staleTime: 0,
    retry: false,
  })
  if (kind === 'none') {
    return (
      <p className="muted">
        Without a schedule it runs when somebody runs it, and cannot be switched on unless an
        instant trigger starts it.
      </p>
    )
  }
  if (query.error) {
    const trouble = Trouble.of(query.error)
    return (
      <Alert color="red" variant="light" title={trouble.title} role="alert">
        {trouble.errors.length > 0
          ? trouble.errors.map((each) => <p key={each.detail}>{each.detail}</p>)
          : trouble.detail}
      </Alert>
    )
  }
  const told = query.data
  if (!told) return null
  return (
    <div role="status">
      <p className={styles.words}>
        {told.words}
        {kind !== 'on demand' && <span className="muted"> ({told.zone})</span>}
      </p>
      {kind === 'on demand' && (
        <p className="muted">It can be switched on, and starts when it is asked to.</p>
      )}
      <ol className={styles.runs}>
        {told.next_runs.map((run) => (
          <li key={run.at}>
            <span className="mono">{localTime(run.local)}</span>
            <span className="muted small">
              <Moment at={run.at} relative />
            </span>
            {run.moved && (
              <span className={styles.moved}>
                The clock is put forward on that day: it starts right after the gap.
              </span>
            )}
          </li>
        ))}
      </ol>
      {told.next_runs.length === 0 && kind !== 'on demand' && (
        <p className={styles.moved}>No such moment is left; it would never start.</p>
      )}
    </div>
  )
}
