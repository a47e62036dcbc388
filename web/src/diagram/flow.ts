import { createContext, useContext } from 'react'
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
  return step && figures?.[step.id]
}

/** What is spoken of a module: its name, what it is, and what is the matter with it. */
export function stepSaid(step: Step, said: string): string {
  const facts = [
    step.app,
    step.kind === ROUTER ? '' : step.kind,
    step.note,
    said,
    ...step.faults.map((fault) => `fault: ${fault.message}`),
  ]
  return [titleOf(step), ...facts.filter(Boolean)].join(', ')
}
