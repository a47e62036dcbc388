/** The scenario as it was in this run, as the diagram draws it. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { modulesOptions, versionOptions } from '../api/asked'
import type { RunDetail } from '../api/generated'
import { type Step, stepsOf } from '../diagram/steps'

/** Undefined while it is awaited, and where the scenario was deleted. */
export function useSteps(run: RunDetail): Step[] | undefined {
  const version = useQuery({ ...versionOptions(run.scenario_id, run.version), retry: false })
  const modules = useQuery(modulesOptions())
  const { data: text } = version
  const { data: known } = modules
  return useMemo(
    () => (text && known ? stepsOf(text.document, known.items) : undefined),
    [text, known],
  )
}
