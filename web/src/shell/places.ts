import {
  AppWindow,
  History,
  House,
  type LucideIcon,
  Plug,
  Settings,
  TriangleAlert,
  Webhook,
  Workflow,
} from 'lucide-react'

export type Place = { to: string; label: string; icon: LucideIcon; count?: 'incomplete' | 'ailing' }

/** What is found in the navigation, in its order. */
export const PLACES: ReadonlyArray<Place> = [
  { to: '/', label: 'Home', icon: House },
  { to: '/scenarios', label: 'Scenarios', icon: Workflow },
  { to: '/runs', label: 'History', icon: History },
  { to: '/incomplete', label: 'Incomplete', icon: TriangleAlert, count: 'incomplete' },
  { to: '/connections', label: 'Connections', icon: Plug, count: 'ailing' },
  { to: '/webhooks', label: 'Webhooks', icon: Webhook },
  { to: '/apps', label: 'Apps', icon: AppWindow },
  { to: '/settings', label: 'Settings', icon: Settings },
]
