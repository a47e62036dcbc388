/** The names by which the modules of a scenario call connections. */
import type { ModuleFacts, ScenarioDetail, UseFacts } from '../api/generated'

type Uses = Pick<ScenarioDetail, 'document'>

/** What the document says of its connections, however unfinished it is. */
export function usesOf(scenario: Uses): UseFacts[] {
  const found = (scenario.document as { connections?: unknown }).connections
  if (typeof found !== 'object' || found === null) return []
  return Object.entries(found).map(([name, use]) => {
    const said = (typeof use === 'object' && use !== null ? use : {}) as Record<string, unknown>
    return {
      name,
      app: text(said.app),
      connection: text(said.connection),
      organisation: text(said.organisation),
    }
  })
}

/** Under which name a new module finds its connection: one of its app that is there already, or
one that is still to be chosen. "" where the module needs none. */
export function aliasFor(scenario: Uses, module: ModuleFacts): string {
  const needed = module.permissions.granular.length + module.permissions.broad.length > 0
  return needed ? aliasOf(scenario, module.app) : ''
}

function aliasOf(scenario: Uses, app: string): string {
  const uses = usesOf(scenario)
  const same = uses.find((use) => use.app === app)
  if (same) return same.name
  return uses.some((use) => use.name === app) ? `${app}-2` : app
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
