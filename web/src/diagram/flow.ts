import { createContext, useContext } from 'react'
import { counted } from '../ui/figures'
import type { Figure } from './figures'
import type { FlowProps } from './props'
import { ROUTER, type Step, titleOf } from './steps'

/** What every module of a diagram needs to know beside itself. */
export type FlowWorld = FlowProps & {
  /** Opens the dialog that asks where to. */
  onWhere?: (step: Step) => void
}

export const FlowContext = createContext<FlowWorld>({ steps: [] })

export function useFlow(): FlowWorld {
  return useContext(FlowContext)
}

export function useFigure(step: Step | undefined): Figure | undefined {
  const { figures } = useFlow()
  const figure = step && figures?.[step.id]
  // A router passes bundles on and counts nothing.
  return step?.kind === ROUTER && figure?.operations === 0 ? undefined : figure
}

/** "csv, action" */
export function kindSaid(step: Step): string {
  if (step.kind === ROUTER) return counted(step.routes?.length ?? 0, 'route')
  return [step.app, step.kind].filter(Boolean).join(', ')
}

/** What is spoken of a module: its name, what it is, and what is the matter with it. */
export function stepSaid(step: Step, said: string): string {
  const facts = [
    kindSaid(step),
    step.note,
    said,
    ...step.faults.map((fault) => `fault: ${fault.message}`),
  ]
  return [titleOf(step), ...facts.filter(Boolean)].join(', ')
}
