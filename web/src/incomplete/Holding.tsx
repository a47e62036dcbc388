/** What the service holds now, asked when a person wants it, beside what was sent. */
import { Button, Radio, Stack } from '@mantine/core'
import { CircleCheck, CircleHelp, CircleSlash, Diff, Search } from 'lucide-react'
import type { Holds, IncompleteDetail } from '../api/generated'
import { useMay } from '../shell/me'
import { useAddress } from '../ui/address'
import { Wrong } from '../ui/Loaded'
import { Moment } from '../ui/Moment'
import { Empty, Panel } from '../ui/Page'
import { Mark } from '../ui/Status'
import { Comparison } from './Comparison'
import type { Look } from './look'
import styles from './One.module.css'
import { calledOf } from './record'

export function Holding({ one, look }: { one: IncompleteDetail; look: Look }) {
  const service = one.service || 'the service'
  const may = useMay('incomplete:answer')
  const { held, asking } = look
  const ask = may && (
    <Button
      variant={held ? 'default' : 'filled'}
      size={held ? 'xs' : 'sm'}
      leftSection={<Search size={16} aria-hidden />}
      loading={asking.isPending}
      onClick={() => asking.mutate()}
    >
      {held ? 'Look again' : `Look in ${service}`}
    </Button>
  )
  return (
    <Panel title={`What ${service} holds now`} actions={held && ask}>
      {asking.error !== null && <Wrong error={asking.error} />}
      <div role="status">{held && <Found one={one} held={held} />}</div>
      {!held && (
        <Empty title="Nobody has looked yet" action={ask || undefined}>
          {service} is asked for this record; nothing is changed there. It takes a call or two out
          of what is kept for look-ups.
        </Empty>
      )}
    </Panel>
  )
}

// What their marks say is all there is to say.
const SAID = ['there', 'absent']

function Found({ one, held }: { one: IncompleteDetail; held: Holds }) {
  const [address, change] = useAddress()
  const chosen = held.matches.find((each) => each.identity === address.match) ?? held.matches[0]
  return (
    <>
      <div className={styles.found}>
        <HeldMark of={held.held} />
        <span className="muted small">
          asked <Moment at={held.asked_at} relative />
        </span>
      </div>
      {!SAID.includes(held.held) && <p className={styles.lead}>{held.said}</p>}
      {held.matches.length > 1 && (
        <Radio.Group
          label="Compare with"
          value={chosen?.identity ?? ''}
          onChange={(match) => change({ match }, { replace: true })}
          mb="sm"
        >
          <Stack gap={6} mt={6}>
            {held.matches.map((each) => (
              <Radio
                key={each.identity}
                value={each.identity}
                label={calledOf(each.record, each.identity)}
                description={each.identity}
              />
            ))}
          </Stack>
        </Radio.Group>
      )}
      {chosen && <Comparison one={one} held={chosen.record} />}
    </>
  )
}

function HeldMark({ of }: { of: string }) {
  if (of === 'there') return <Mark tone="ok" icon={CircleCheck} word="It is there" />
  if (of === 'differs') return <Mark tone="warn" icon={Diff} word="There, but different" />
  if (of === 'unclear') return <Mark tone="warn" icon={CircleHelp} word="Several could be it" />
  if (of === 'absent') return <Mark tone="quiet" icon={CircleSlash} word="It is not there" />
  return <Mark tone="quiet" icon={CircleHelp} word="It cannot be looked for" />
}
