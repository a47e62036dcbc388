/** The waterfall of a run, with as many of its calls as it can show at once. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { RunDetail } from '../api/generated'
import { listCallsOptions } from '../api/generated/@tanstack/react-query.gen'
import { Panel } from '../ui/Page'
import { Waterfall } from './Waterfall'
import { barsOf, spanOf } from './waterfall'

const MOST = 300 // calls; those that follow are in the list of calls

type PanelProps = {
  run: RunDetail
  selected: number | undefined
  onSelect: (module: number) => void
}

export function WaterfallPanel({ run, selected, onSelect }: PanelProps) {
  const calls = useQuery({
    ...listCallsOptions({ path: { run_id: run.id }, query: { limit: MOST } }),
    enabled: run.api_calls > 0,
  })
  const made = calls.data?.items
  const [span, bars] = useMemo(() => {
    const whole = spanOf(run.started_at, run.ended_at, run.modules, made ?? [])
    return [whole, barsOf(whole, run.modules, made ?? [])]
  }, [run, made])
  if (bars.length === 0) return null
  const left = calls.data?.next ? run.api_calls - MOST : 0
  return (
    <Panel title="Waterfall">
      <Waterfall span={span} bars={bars} selected={selected} onSelect={onSelect} />
      {left > 0 && (
        <p className="muted small">
          The first {MOST} calls are drawn; the other {left} are in the list of calls below.
        </p>
      )}
    </Panel>
  )
}
