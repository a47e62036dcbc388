/** What the page asks of the modules that are installed. */
import type { ModuleFacts, ScenarioDetail } from '../api/generated'

const INSTANT = 'instant trigger'

/** Whether a service's calls start the scenario. */
export function beginsInstantly(
  scenario: Pick<ScenarioDetail, 'document'>,
  modules: ReadonlyArray<ModuleFacts>,
): boolean {
  const first = (scenario.document as { flow?: Array<{ module?: unknown }> }).flow?.[0]
  return modules.some((each) => each.name === first?.module && each.kind === INSTANT)
}
