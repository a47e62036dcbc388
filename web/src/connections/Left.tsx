/** What the service allows today, and what is left of it for each organisation. */
import { Button, Progress } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { Allowed, ConnectionFacts, Left as LeftFacts } from '../api/generated'
import { useMay } from '../shell/me'
import { number } from '../ui/figures'
import { Moment } from '../ui/Moment'
import { Panel } from '../ui/Page'
import { type Column, Table } from '../ui/Table'
import styles from './Connections.module.css'
import { LimitsForm } from './LimitsForm'

type LeftProps = {
  connection: ConnectionFacts
  limits: Allowed | null
  left: ReadonlyArray<LeftFacts>
}

export function Left({ connection, limits, left }: LeftProps) {
  const [opened, { open, close }] = useDisclosure()
  const owner = useMay('installation:edit')
  if (!limits) return null
  const columns: Column<LeftFacts>[] = [
    { head: 'Organisation', kind: 'wide', names: true, cell: (row) => row.name },
    { head: 'Used today', cell: (row) => <Used of={row} /> },
    { head: 'Left today', kind: 'number', cell: (row) => count(row.day_left) },
    { head: 'Left this minute', kind: 'number', cell: (row) => count(row.minute_left) },
    { head: 'Last hour', kind: 'number', cell: (row) => number(row.last_hour) },
    { head: 'At this pace', cell: (row) => <Lasts of={row} /> },
  ]
  return (
    <Panel
      flush
      title="Calls today"
      actions={
        owner && (
          <Button size="xs" variant="default" onClick={open}>
            Change the limits
          </Button>
        )
      }
    >
      <p className={`muted small ${styles.note}`}>{said(limits)}</p>
      <Table
        label="Calls today, by organisation"
        columns={columns}
        rows={left}
        idOf={(row) => row.id}
      />
      <LimitsForm opened={opened} onClose={close} connection={connection} limits={limits} />
    </Panel>
  )
}

function Used({ of }: { of: LeftFacts }) {
  if (of.day_left === null) return <>{number(of.day_used)}</>
  const whole = of.day_used + of.day_left
  const share = whole > 0 ? Math.round((100 * of.day_used) / whole) : 0
  return (
    <span className={styles.used}>
      <span className="number">{number(of.day_used)}</span>
      <Progress value={share} w={80} aria-label={`${share} % of the day's calls are used`} />
    </span>
  )
}

function Lasts({ of }: { of: LeftFacts }) {
  if (of.not_before) {
    return (
      <>
        no call before <Moment at={of.not_before} /> ({of.limit})
      </>
    )
  }
  if (of.runs_out_at) {
    return (
      <>
        ends at <Moment at={of.runs_out_at} />
      </>
    )
  }
  return <>lasts</>
}

function count(left: number | null): string {
  return left === null ? 'no end' : number(left)
}

function said(limits: Allowed): string {
  const each = [
    limits.minute !== null && `${number(limits.minute)} a minute (${limits.minute_window})`,
    limits.at_once !== null && `${limits.at_once} at once`,
    limits.day !== null && `${number(limits.day)} a day (${limits.day_window})`,
  ].filter(Boolean)
  const tier = limits.tier ? `Tier ${limits.tier}: ` : ''
  const kept =
    limits.day_reserve > 0
      ? ` ${number(limits.day_reserve)} of the day are kept for looking up unknown outcomes.`
      : ''
  return `${tier}${each.join(', ')} for each organisation.${kept}`
}
