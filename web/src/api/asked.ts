/** Questions that several pages ask in the same words, so that one answer does for all. */
import {
  listConnectionsOptions,
  listFunctionsOptions,
  listModulesOptions,
  showModuleOptions,
  showRunOptions,
  showScenarioOptions,
  showVersionOptions,
} from './generated/@tanstack/react-query.gen'

const FOREVER = { staleTime: Number.POSITIVE_INFINITY }

/** The modules there are, which change with an installation alone. */
export const modulesOptions = () => ({ ...listModulesOptions(), ...FOREVER })

export const moduleOptions = (name: string) => ({
  ...showModuleOptions({ path: { name } }),
  ...FOREVER,
})

/** The functions and operators of expressions. */
export const functionsOptions = () => ({ ...listFunctionsOptions(), ...FOREVER })

export const scenarioOptions = (id: string) => showScenarioOptions({ path: { scenario_id: id } })

/** One text that a scenario had; it never changes. */
export const versionOptions = (scenario: string, number: number) => ({
  ...showVersionOptions({ path: { scenario_id: scenario, number } }),
  ...FOREVER,
})

/** A run without operations: those of the module that is looked at are asked for then. */
export const runOptions = (id: string) =>
  showRunOptions({ path: { run_id: id }, query: { limit: 0 } })

/** All connections of an app, to find one of them by its name. */
export const connectionsOptions = (app: string) =>
  listConnectionsOptions({ query: { app, limit: 1000 } })
