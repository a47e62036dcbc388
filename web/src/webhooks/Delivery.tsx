/** One call of a service, beside the list of all: what it told, who took it, what came of it. */
import { Button, Drawer } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { RotateCw, ShieldCheck } from 'lucide-react'
import { type CycleFacts, type DeliveryDetail, type Flowed, retryDelivery } from '../api/generated'
import { showDeliveryOptions } from '../api/generated/@tanstack/react-query.gen'
import { useMay } from '../shell/me'
import { counted } from '../ui/figures'
import { Bundle } from '../ui/Json'
import { Loaded, Wrong } from '../ui/Loaded'
import { Moment } from '../ui/Moment'
import { Facts } from '../ui/Page'
import { Mark } from '../ui/Status'
import { useDoing } from '../ui/said'
import { LOOK } from './looking'
import { Outcome } from './Outcome'
import styles from './Webhooks.module.css'
import { canRetry, toldOf } from './wanted'

export function Delivery({ id, onClose }: { id: string; onClose: () => void }) {
  const query = useQuery({
    ...showDeliveryOptions({ path: { delivery_id: Number(id) } }),
    enabled: /^\d+$/.test(id),
    refetchInterval: LOOK,
  })
  return (
    <Drawer opened={id !== ''} onClose={onClose} position="right" size="lg" title="Delivery">
      <Loaded query={query} lines={8}>
        {(one) => <Whole one={one} />}
      </Loaded>
    </Drawer>
  )
}

function Whole({ one }: { one: DeliveryDetail }) {
  return (
    <>
      <Facts
        of={[
          ['Outcome', <Outcome key="outcome" of={one.outcome} />],
          ['Came', <Moment key="came" at={one.received_at} />],
          [
            'Webhook',
            <Link key="hook" to={`/webhooks/${one.registration_id}`}>
              {one.registration}
            </Link>,
          ],
          ['Signature', <Mark key="sign" tone="ok" icon={ShieldCheck} word="right" />],
          ['Events', String(one.events)],
          ['Told before', String(one.repeated)],
          ['Numbers', one.events ? `${one.first} to ${one.last}` : '–'],
        ]}
      />
      <p className={`muted small ${styles.note}`}>
        A call without the right signature is refused, and not kept.
      </p>
      {one.trouble && <p role="note">{one.trouble}</p>}
      {canRetry(one) && <Retry one={one} />}
      {one.cycles.length > 0 && (
        <section className={styles.part}>
          <h3>What came of it</h3>
          <ul className={styles.events}>
            {one.cycles.map((cycle) => (
              <Cycle
                key={`${cycle.event} ${cycle.scenario_id}`}
                cycle={cycle}
                flowed={one.flowed.find(
                  (each) => each.event === cycle.event && each.scenario_id === cycle.scenario_id,
                )}
              />
            ))}
          </ul>
        </section>
      )}
      <section className={styles.part}>
        <h3>What it carried</h3>
        {one.payload === null ? (
          <p className="muted">A scenario that took it is confidential: it is not shown.</p>
        ) : (
          <div className={styles.json}>
            <Bundle value={one.payload} label="What the call carried" />
          </div>
        )}
      </section>
    </>
  )
}

function Cycle({ cycle, flowed }: { cycle: CycleFacts; flowed: Flowed | undefined }) {
  return (
    <li>
      <span className={styles.event}>
        <span>
          {toldOf(cycle)} in {cycle.organisation || cycle.organisation_id}
        </span>
        <span className="muted small">
          <Link to={`/scenarios/${cycle.scenario_id}`}>{cycle.scenario}</Link>
          {flowed &&
            `, ${counted(flowed.operations.length, 'operation')}${flowed.more ? ' and more' : ''}`}
          {cycle.failed > 0 && `, ${counted(cycle.failed, 'bundle')} failed`}
        </span>
        <span className="muted small mono">{cycle.resource}</span>
      </span>
      <span className={styles.end}>
        <Outcome of={cycle.outcome} />
        {cycle.run && (
          <Link to={`/runs/${cycle.run}`} className="mono">
            run {cycle.run.slice(-8)}
          </Link>
        )}
      </span>
    </li>
  )
}

function Retry({ one }: { one: DeliveryDetail }) {
  const may = useMay('incomplete:answer')
  const doing = useDoing(
    async () => (await retryDelivery({ path: { delivery_id: one.id } })).data,
    {
      stale: ['showDelivery', 'listDeliveries', 'listRuns', 'listWebhooks', 'listCauses'],
      said: (told) =>
        told.again
          ? 'It is read again.'
          : `${counted(told.waiting + told.runs.length, 'part')} of it ${told.waiting + told.runs.length === 1 ? 'goes' : 'go'} on.`,
      failed: () => undefined,
    },
  )
  if (!may) return null
  return (
    <div className={styles.part}>
      {doing.error !== null && <Wrong error={doing.error} />}
      <span className={styles.line}>
        <Button
          variant="default"
          leftSection={<RotateCw size={16} aria-hidden />}
          loading={doing.isPending}
          onClick={() => doing.mutate(undefined)}
        >
          Retry
        </Button>
        <span className="muted small">
          What failed or was dropped is done again, and nothing twice.
        </span>
      </span>
    </div>
  )
}
