/** What stands around every page: the places, who is signed in, and whether the server answers. */
import { AppShell, Burger, Button, Menu, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { LogOut, UserRound } from 'lucide-react'
import { Suspense, useEffect } from 'react'
import type { Me } from '../api/generated'
import {
  listCausesOptions,
  listConnectionsOptions,
} from '../api/generated/@tanstack/react-query.gen'
import { Waiting } from '../ui/Loaded'
import { Colours } from './Colours'
import { useLive, useLost } from './live'
import { MeContext, useSignedIn } from './me'
import { PLACES, type Place } from './places'
import styles from './Shell.module.css'

const NAV = 216

export function Shell() {
  const me = useSignedIn()
  const [opened, { toggle, close }] = useDisclosure()
  const path = useRouterState({ select: (state) => state.location.pathname })
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the navigation
  useEffect(close, [path])
  useLive()
  return (
    <MeContext value={me}>
      <a href="#content" className={styles.skip}>
        Skip to the content
      </a>
      <AppShell
        header={{ height: { base: 52, sm: 0 } }}
        navbar={{ width: NAV, breakpoint: 'sm', collapsed: { mobile: !opened } }}
        withBorder={false}
      >
        <AppShell.Header className={styles.header} hiddenFrom="sm">
          <Burger opened={opened} onClick={toggle} size="sm" aria-label="Places" />
          <Brand />
        </AppShell.Header>
        <AppShell.Navbar className={styles.nav} aria-label="Places">
          <Brand />
          <Places />
          <Person me={me} />
        </AppShell.Navbar>
        <AppShell.Main id="content" tabIndex={-1} className={styles.main}>
          <Lost />
          <Suspense fallback={<Waiting lines={8} />}>
            <Outlet />
          </Suspense>
        </AppShell.Main>
      </AppShell>
    </MeContext>
  )
}

function Brand() {
  return (
    <Link to="/" className={styles.brand}>
      <span className={styles.disc} aria-hidden>
        T
      </span>
      Tallyloom
    </Link>
  )
}

function Places() {
  const counts = useCounts()
  return (
    <ul className={styles.links}>
      {PLACES.map((place) => (
        <li key={place.to}>
          <Entry place={place} count={place.count ? counts[place.count] : 0} />
        </li>
      ))}
    </ul>
  )
}

function Entry({ place, count }: { place: Place; count: number }) {
  const Icon = place.icon
  return (
    <Link to={place.to} className={styles.link} activeOptions={{ exact: place.to === '/' }}>
      <Icon size={18} aria-hidden />
      {place.label}
      {count > 0 && <span className={styles.count}>{count}</span>}
    </Link>
  )
}

/** What waits for somebody, where it is found. */
function useCounts(): Record<'incomplete' | 'ailing', number> {
  const causes = useQuery(listCausesOptions())
  const connections = useQuery(listConnectionsOptions())
  return {
    incomplete: causes.data?.items.reduce((sum, each) => sum + each.count, 0) ?? 0,
    ailing: connections.data?.items.filter((each) => each.state !== 'ok').length ?? 0,
  }
}

function Person({ me }: { me: Me }) {
  return (
    <div className={styles.foot}>
      <Menu position="top-start" width={220}>
        <Menu.Target>
          <UnstyledButton className={styles.link} w="100%">
            <UserRound size={18} aria-hidden />
            {me.name || me.login}
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Colours />
          <Menu.Divider />
          <Menu.Item component={Link} to="/settings">
            Profile
          </Menu.Item>
          <form method="post" action="/logout">
            <input type="hidden" name="csrf" value={me.csrf_token} />
            <Menu.Item type="submit" leftSection={<LogOut size={16} aria-hidden />}>
              Sign out
            </Menu.Item>
          </form>
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}

function Lost() {
  const lost = useLost()
  return (
    <div role="status">
      {lost && (
        <div className={styles.lost}>
          The server does not answer; what you see may be old. It is asked again by itself.{' '}
          <Button size="compact-xs" variant="white" onClick={() => window.location.reload()}>
            Reload
          </Button>
        </div>
      )}
    </div>
  )
}
