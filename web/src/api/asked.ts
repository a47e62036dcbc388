/** Questions that several pages ask in the same words, so that one answer does for all. */
import {
  listModulesOptions,
  showRunOptions,
  showScenarioOptions,
} from './generated/@tanstack/react-query.gen'

/** The modules there are, which change with an installation alone. */
export const modulesOptions = () => ({
  ...listModulesOptions(),
  staleTime: Number.POSITIVE_INFINITY,
})

export const scenarioOptions = (id: string) => showScenarioOptions({ path: { scenario_id: id } })

/** A run without operations: those of the module that is looked at are asked for then. */
export const runOptions = (id: string) =>
  showRunOptions({ path: { run_id: id }, query: { limit: 0 } })
