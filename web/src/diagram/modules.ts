/** Finding a module: the words of a search, the groups of a list, and what a connection lacks. Pure. */
import type { ModuleFacts, Permissions } from '../api/generated'
import { isTrigger, ROUTER } from './steps'

export type Section = { app: string; group: string; modules: ModuleFacts[] }

/** What stands in the flow without being of an app, and what its group is called. */
export const FLOW = { app: 'flow', label: 'Flow' }

export const ROUTER_CHOICE: ModuleFacts = {
  name: ROUTER,
  app: FLOW.app,
  label: 'Router',
  kind: ROUTER,
  group: '',
  about:
    'Sends each bundle down every route whose filter it passes, one route after the other. Modules that follow here move into its first route.',
  effect: 'none',
  permissions: { granular: [], broad: [] },
}

/** Modules that may stand there: a trigger can only come first, and a router not. */
export function allowed(
  modules: readonly ModuleFacts[],
  first: boolean,
  onlyTriggers: boolean,
): ModuleFacts[] {
  if (!first) return modules.filter((module) => !isTrigger(module.kind))
  return modules.filter((module) =>
    onlyTriggers ? isTrigger(module.kind) : module.kind !== ROUTER,
  )
}

/** By app and group, in the order in which they come; a group that comes twice is one. */
export function sections(modules: readonly ModuleFacts[]): Section[] {
  const found = new Map<string, Section>()
  const apps = [...new Set(modules.map((module) => module.app))]
  for (const app of apps) {
    for (const module of modules.filter((one) => one.app === app)) {
      const key = `${app}\n${module.group}`
      const section = found.get(key) ?? { app, group: module.group, modules: [] }
      section.modules.push(module)
      found.set(key, section)
    }
  }
  return [...found.values()]
}

/** Those in which every word is found, the nearest first; in their own order without words. */
export function sought(
  modules: readonly ModuleFacts[],
  search: string,
  labels: ReadonlyMap<string, string>,
): ModuleFacts[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...modules]
  return modules
    .map((module) => ({ module, rank: rankOf(module, words, labels.get(module.app) ?? '') }))
    .filter(({ rank }) => rank > 0)
    .toSorted((a, b) => b.rank - a.rank)
    .map(({ module }) => module)
}

/** 0 where a word is missing. */
function rankOf(module: ModuleFacts, words: readonly string[], app: string): number {
  const label = module.label.toLowerCase()
  const near = `${module.name} ${app} ${module.group} ${module.kind}`.toLowerCase()
  const far = module.about.toLowerCase()
  let rank = 0
  for (const word of words) {
    const found = inLabel(label, word) || (near.includes(word) ? 3 : far.includes(word) ? 1 : 0)
    if (found === 0) return 0
    rank += found
  }
  return rank - label.length / 1000
}

function inLabel(label: string, word: string): number {
  const at = label.indexOf(word)
  if (at < 0) return 0
  return at === 0 || label[at - 1] === ' ' ? 8 : 5
}

const READ = '.read'

/** What must still be allowed before the module works there, in the connection's own vocabulary. */
export function lacking(
  permissions: Permissions,
  vocabulary: string,
  granted: readonly string[],
): string[] {
  const needed = vocabulary === 'broad' ? permissions.broad : permissions.granular
  const has = new Set(granted)
  return needed.filter((scope) => !has.has(scope) && !has.has(withoutRead(scope)))
}

function withoutRead(scope: string): string {
  return scope.endsWith(READ) ? scope.slice(0, -READ.length) : scope
}

const EFFECTS: Record<string, string> = {
  none: 'Works on bundles only; nothing outside is asked or changed.',
  reads: 'Reads; nothing is changed.',
  writes: 'Writes; each bundle once, even if the run is interrupted.',
  deletes: 'Deletes or voids what is there.',
}

export function effectSaid(effect: string): string {
  return EFFECTS[effect] ?? effect
}
