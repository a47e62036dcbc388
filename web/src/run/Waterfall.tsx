/** What took how long, on one line of time; the same as a table for who cannot see it. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import { counted, duration, size } from '../ui/figures'
import styles from './Waterfall.module.css'
import { anyWaits, type Bar, type Span, ticksOf } from './waterfall'

const FEW = 24 // bars that are shown until more are asked for

type WaterfallProps = {
  span: Span
  bars: readonly Bar[]
  selected: number | undefined
  onSelect: (module: number) => void
}

export function Waterfall({ span, bars, selected, onSelect }: WaterfallProps) {
  const [all, showAll] = useState(false)
  const shown = all ? bars : few(bars)
  const whole = (span.ended - span.began) / 1000
  return (
    <div className={styles.box}>
      <div className={styles.scale} aria-hidden>
        {ticksOf(span).map((at) => (
          <span
            key={at}
            className={at / whole > 0.9 ? styles.last : undefined}
            style={{ left: `${(at / whole) * 100}%` }}
          >
            {duration(at)}
          </span>
        ))}
      </div>
      <table className={styles.table}>
        <caption className="hidden">When each module was at work, and its calls</caption>
        <thead className="hidden">
          <tr>
            <th scope="col">What</th>
            <th scope="col">When and for how long</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((bar) => (
            <Line key={bar.key} bar={bar} selected={bar.module === selected} onSelect={onSelect} />
          ))}
        </tbody>
      </table>
      <div className={styles.foot}>
        {anyWaits(bars) && (
          <span className={styles.legend}>
            <span className={styles.waitSample} aria-hidden /> waited for limits
          </span>
        )}
        {bars.length > shown.length && (
          <Button variant="subtle" size="compact-sm" onClick={() => showAll(true)}>
            Show all {counted(bars.length - shown.length, 'other call')}
          </Button>
        )}
      </div>
    </div>
  )
}

/** All modules, and calls as far as there is room. */
function few(bars: readonly Bar[]): readonly Bar[] {
  let left = Math.max(0, FEW - bars.filter((bar) => bar.kind === 'module').length)
  return bars.filter((bar) => bar.kind === 'module' || left-- > 0)
}

type LineProps = { bar: Bar; selected: boolean; onSelect: (module: number) => void }

function Line({ bar, selected, onSelect }: LineProps) {
  const module = bar.kind === 'module'
  return (
    <tr className={selected ? `${styles.line} ${styles.selected}` : styles.line}>
      <th scope="row" className={module ? styles.module : styles.call}>
        {module ? (
          <button
            type="button"
            aria-pressed={selected}
            className={styles.button}
            onClick={() => onSelect(bar.module)}
          >
            <span className={styles.id}>{bar.module}</span>
            <span className={styles.label}>{bar.label}</span>
          </button>
        ) : (
          <span className={styles.label} title={bar.label}>
            {bar.label}
          </span>
        )}
      </th>
      <td className={styles.time}>
        <span className={styles.track} aria-hidden>
          {bar.began > bar.from && (
            <span className={styles.wait} style={place(bar.from, bar.began)} />
          )}
          <span className={look(bar)} style={place(bar.began, bar.to)} />
        </span>
        <span className={styles.said}>{said(bar)}</span>
      </td>
    </tr>
  )
}

function place(from: number, to: number) {
  return { left: `${from / 10}%`, width: `${(to - from) / 10}%` }
}

function look(bar: Bar): string {
  const kind = bar.kind === 'module' ? styles.moduleBar : styles.callBar
  return bar.trouble ? `${kind} ${styles.trouble}` : `${kind}`
}

function said({ kind, seconds, waited, operations, call }: Bar): string {
  const waits = waited >= 0.005 ? `, waited ${duration(waited)}` : ''
  if (kind === 'module') {
    const took = seconds > 0 ? `${duration(seconds)}, ` : ''
    return `${took}${counted(operations ?? 0, 'operation')}`
  }
  const answer = call?.status === null ? 'no answer' : `${call?.status}`
  return `${answer}, ${duration(seconds)}${waits}, ${size(call?.bytes_in ?? 0)}`
}
