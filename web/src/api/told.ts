/** Which questions tell of what: they are asked again after it was changed. */
import type * as questions from './generated/sdk.gen'

/** The name of an operation of the API; one that is called otherwise there breaks the build. */
export type Question = keyof typeof questions

type Questions = readonly Question[]

/** Of the bundles and calls of a run, beside the run itself. */
export const OF_WORK: Questions = ['listOperations', 'showOperation', 'listCalls', 'showLog']

export const OF_RUNS: Questions = [
  'listRuns',
  'listScenarios',
  'showScenario',
  'listIncomplete',
  'listCauses',
  'listDeliveries',
]

/** Of all scenarios, with what they use and what they hear. */
export const OF_ALL_SCENARIOS: Questions = [
  'listScenarios',
  'listChanges',
  'listConnections',
  'listWebhooks',
  'listCauses',
  'listIncomplete',
]

/** Of one scenario too. */
export const OF_SCENARIOS: Questions = [
  ...OF_ALL_SCENARIOS,
  'showScenario',
  'listVersions',
  'showSchedule',
  'listScenarioChanges',
  'showConnection',
]

/** Of connections, and of what works over them. */
export const OF_CONNECTIONS: Questions = [
  'listConnections',
  'showConnection',
  'listMissing',
  'showLimits',
  'listRegistrations',
  'showRegistration',
  'listScenarios',
  'showScenario',
  'listNotices',
]

/** Of registrations: connections and webhooks are told with their names. */
export const OF_REGISTRATIONS: Questions = [
  'listRegistrations',
  'showRegistration',
  'listPermissions',
  'listWebhooks',
  'listConnections',
  'showConnection',
]

/** Of what waits for an answer, and of the runs that it goes on in. */
export const OF_INCOMPLETE: Questions = [
  'showIncomplete',
  'listIncomplete',
  'listCauses',
  'listRuns',
  'showRun',
  'listScenarios',
]
