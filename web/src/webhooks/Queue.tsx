/** Events that wait for a run of a scenario, the next one first; one may be let go. */
import { Button, Drawer } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { dropEvent, type Hearing, type QueuedEvent } from '../api/generated'
import { listQueueInfiniteOptions } from '../api/generated/@tanstack/react-query.gen'
import { useMay } from '../shell/me'
import { Confirm } from '../ui/Confirm'
import { Loaded } from '../ui/Loaded'
import { Moment } from '../ui/Moment'
import { Empty } from '../ui/Page'
import { useDoing } from '../ui/said'
import { often } from './looking'
import styles from './Webhooks.module.css'
import { toldOf } from './wanted'

type QueueProps = { scenario: Hearing | undefined; onClose: () => void }

export function Queue({ scenario, onClose }: QueueProps) {
  return (
    <Drawer
      opened={scenario !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={scenario && `Queue of ${scenario.scenario}`}
    >
      {scenario && <Waiting scenario={scenario} />}
    </Drawer>
  )
}

function Waiting({ scenario }: { scenario: Hearing }) {
  const [leaving, setLeaving] = useState<QueuedEvent | null>(null)
  const may = useMay('scenarios:run')
  const query = useInfiniteQuery({
    ...listQueueInfiniteOptions({
      path: { scenario_id: scenario.scenario_id },
      query: { limit: 100 },
    }),
    initialPageParam: 0,
    getNextPageParam: (last) => (last.next === null ? undefined : Number(last.next)),
    refetchInterval: often,
  })
  const doing = useDoing(
    async (event: number) => {
      await dropEvent({ path: { scenario_id: scenario.scenario_id, event } })
    },
    {
      stale: ['listQueue', 'listWebhooks', 'listDeliveries', 'showDelivery'],
      said: () => 'The event waits no more.',
      done: () => setLeaving(null),
    },
  )
  return (
    <>
      {scenario.trouble && <p role="note">{scenario.trouble}</p>}
      <Loaded query={query}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.items)
          if (rows.length === 0)
            return (
              <Empty title="Nothing waits">
                Events stand here from when they come until a run of {scenario.scenario} takes them.
              </Empty>
            )
          return (
            <ol className={styles.events}>
              {rows.map((one) => (
                <li key={one.event}>
                  <span className={styles.event}>
                    <span>
                      {toldOf(one)} in {one.organisation || one.organisation_id}
                    </span>
                    <span className="muted small mono">{one.resource}</span>
                  </span>
                  <span className={styles.end}>
                    <Moment at={one.happened_at} relative />
                    {may && (
                      <Button size="compact-sm" variant="default" onClick={() => setLeaving(one)}>
                        Drop…<span className="hidden">&nbsp;{one.resource}</span>
                      </Button>
                    )}
                  </span>
                </li>
              ))}
            </ol>
          )
        }}
      </Loaded>
      {query.hasNextPage && (
        <Button
          variant="default"
          size="xs"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Show more
        </Button>
      )}
      <Confirm
        opened={leaving !== null}
        title="Drop this event?"
        verb="Drop"
        busy={doing.isPending}
        onClose={() => setLeaving(null)}
        onConfirm={() => leaving && doing.mutate(leaving.event)}
      >
        {leaving && (
          <p>
            {scenario.scenario} is not started for “{toldOf(leaving)}”. The event stays in the
            history as dropped, and its delivery can be retried.
          </p>
        )}
      </Confirm>
    </>
  )
}
