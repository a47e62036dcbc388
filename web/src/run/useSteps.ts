/** The scenario as it was in this run, as the diagram draws it. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { modulesOptions } from '../api/asked'
import type { RunDetail } from '../api/generated'
import { showVersionOptions } from '../api/generated/@tanstack/react-query.gen'
import { type Step, stepsOf } from '../diagram/steps'

const FOR_EVER = Number.POSITIVE_INFINITY // a version never changes

/** Undefined while it is awaited, and where the scenario was deleted. */
export function useSteps(run: RunDetail): Step[] | undefined {
  const path = { scenario_id: run.scenario_id, number: run.version }
  const version = useQuery({ ...showVersionOptions({ path }), staleTime: FOR_EVER, retry: false })
  const modules = useQuery(modulesOptions())
  const { data: text } = version
  const { data: known } = modules
  return useMemo(
    () => (text && known ? stepsOf(text.document, known.items) : undefined),
    [text, known],
  )
}
