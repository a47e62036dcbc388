/** The scenario as it was, coloured by what happened. */
import { useMemo } from 'react'
import type { RunDetail } from '../api/generated'
import { Diagram } from '../diagram/Diagram'
import type { Step } from '../diagram/steps'
import { Panel } from '../ui/Page'
import { figuresOf } from './figures'

type RunDiagramProps = {
  run: RunDetail
  steps: Step[] | undefined
  selected: number | undefined
  onSelect: (module: number) => void
}

export function RunDiagram({ run, steps, selected, onSelect }: RunDiagramProps) {
  const figures = useMemo(() => figuresOf(run), [run])
  if (!steps || steps.length === 0) return null
  return (
    <Panel flush>
      <Diagram steps={steps} figures={figures} selected={selected} onSelect={onSelect} />
    </Panel>
  )
}
