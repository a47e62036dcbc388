/** What stands around every page: the places, who is signed in, and whether the server answers. */
import { ActionIcon, AppShell, Burger, Drawer, Kbd, Tooltip, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { Suspense, useEffect } from 'react'
import { Waiting } from '../ui/Loaded'
import { Arrival } from './Arrival'
import { Bell } from './Bell'
import { Lost } from './Lost'
import { useLive } from './live'
import { MeContext, useSignedIn } from './me'
import { Palette } from './Palette'
import { Person } from './Person'
import { Places } from './Places'
import { useReturning } from './returning'
import styles from './Shell.module.css'
import { Shortcuts } from './Shortcuts'
import { MOD, useShortcuts } from './shortcuts'

const NAV = 216

export function Shell() {
  const me = useSignedIn()
  const [palette, finding] = useDisclosure()
  const [sheet, showing] = useDisclosure()
  useLive()
  useReturning()
  useShortcuts({ find: finding.open, help: showing.open })
  return (
    <MeContext value={me}>
      <a href="#content" className={styles.skip}>
        Skip to the content
      </a>
      <AppShell
        header={{ height: { base: 52, sm: 0 } }}
        navbar={{ width: NAV, breakpoint: 'sm', collapsed: { mobile: true } }}
        withBorder={false}
        transitionDuration={0}
      >
        <AppShell.Header className={styles.header} hiddenFrom="sm">
          <Narrow onFind={finding.open} />
        </AppShell.Header>
        <AppShell.Navbar className={styles.nav} aria-label="Places" visibleFrom="sm">
          <div className={styles.top}>
            <Brand />
            <Bell />
          </div>
          <Find onFind={finding.open} />
          <Places />
          <Person onHelp={showing.open} />
        </AppShell.Navbar>
        <AppShell.Main id="content" tabIndex={-1} className={styles.main}>
          <Lost />
          <Suspense fallback={<Waiting lines={8} />}>
            <Outlet />
          </Suspense>
        </AppShell.Main>
      </AppShell>
      <Arrival />
      <Palette opened={palette} onClose={finding.close} />
      <Shortcuts opened={sheet} onClose={showing.close} />
    </MeContext>
  )
}

/** The head of a narrow window; its places are in a drawer that keeps the focus. */
function Narrow({ onFind }: { onFind: () => void }) {
  const [opened, { toggle, close }] = useDisclosure()
  const path = useRouterState({ select: (state) => state.location.pathname })
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the navigation
  useEffect(close, [path])
  return (
    <>
      <Burger
        opened={opened}
        onClick={toggle}
        size="sm"
        aria-label="Places"
        aria-expanded={opened}
      />
      <Brand />
      <div className={styles.tools}>
        <ActionIcon onClick={onFind} aria-label="Find" size={36}>
          <Search size={18} aria-hidden />
        </ActionIcon>
        <Bell />
      </div>
      <Drawer
        opened={opened}
        onClose={close}
        size={280}
        title="Tallyloom"
        classNames={{ body: styles.drawer }}
      >
        <nav aria-label="Places">
          <Places />
        </nav>
        <Person />
      </Drawer>
    </>
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

function Find({ onFind }: { onFind: () => void }) {
  return (
    <Tooltip label="Go to a page, a scenario or a run">
      <UnstyledButton className={styles.find} onClick={onFind}>
        <Search size={16} aria-hidden />
        Find
        <span className={styles.keys} aria-hidden>
          <Kbd size="xs">{MOD}</Kbd> <Kbd size="xs">K</Kbd>
        </span>
      </UnstyledButton>
    </Tooltip>
  )
}
