/** Every address and its page; a page is loaded when it is first opened. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router'
import { runAhead, scenarioAhead, scenariosAhead } from './ahead'
import { Shell } from './shell/Shell'
import { type Address, readQuery, writeQuery } from './ui/address'
import { Broken, Nowhere } from './ui/Broken'

const root = createRootRoute({
  component: Shell,
  notFoundComponent: Nowhere,
  errorComponent: Broken,
  validateSearch: (query): Record<string, string> => query as Record<string, string>,
})

type Module = Parameters<typeof lazyRouteComponent>[0]

/** `ahead` asks for what the page will show, while the page itself is still on its way. */
function at(path: string, page: Module, name: string, ahead?: (address: Address) => void) {
  return createRoute({
    getParentRoute: () => root,
    path,
    component: lazyRouteComponent(page, name as never),
    // Another record is another page: nothing that was opened or typed stays from the one before.
    remountDeps: ({ params }) => params,
    loader: ({ params, location }) => ahead?.({ ...params, ...(location.search as Address) }),
  })
}

const pages = [
  at('/', () => import('./home/Home'), 'Home'),
  at('/scenarios', () => import('./scenarios/Scenarios'), 'Scenarios', scenariosAhead),
  at('/scenarios/$id', () => import('./scenario/Scenario'), 'Scenario', scenarioAhead),
  at('/runs', () => import('./runs/Runs'), 'Runs'),
  at('/runs/$id', () => import('./run/Run'), 'Run', runAhead),
  at('/incomplete', () => import('./incomplete/Incomplete'), 'Incomplete'),
  at('/incomplete/$id', () => import('./incomplete/One'), 'One'),
  at('/connections', () => import('./connections/Connections'), 'Connections'),
  at('/connections/new', () => import('./connections/NewConnection'), 'NewConnection'),
  at('/connections/$id', () => import('./connections/Connection'), 'Connection'),
  at('/registrations', () => import('./registrations/Registrations'), 'Registrations'),
  at('/registrations/$id', () => import('./registrations/Registration'), 'Registration'),
  at('/webhooks', () => import('./webhooks/Webhooks'), 'Webhooks'),
  at('/webhooks/$id', () => import('./webhooks/Webhook'), 'Webhook'),
  at('/apps', () => import('./apps/Apps'), 'Apps'),
  at('/apps/$name', () => import('./apps/App'), 'App'),
  at('/apps/$name/modules/$module', () => import('./apps/Module'), 'Module'),
  at('/settings', () => import('./settings/Settings'), 'Settings'),
  at('/settings/$part', () => import('./settings/Settings'), 'Settings'),
]

export const router = createRouter({
  routeTree: root.addChildren(pages),
  parseSearch: readQuery,
  stringifySearch: writeQuery,
  defaultPreload: 'intent',
  scrollRestoration: true,
  // Fades are for those who asked for none too.
  defaultPendingMinMs: 0,
})
