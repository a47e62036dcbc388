/** One's own settings, and for owners those of the installation. */
import { Link, useParams } from '@tanstack/react-router'
import { type ComponentType, useEffect, useRef } from 'react'
import { useMe } from '../shell/me'
import { Nowhere } from '../ui/Broken'
import { Page } from '../ui/Page'
import { Audit } from './Audit'
import { Installation } from './Installation'
import { Notifications } from './Notifications'
import { People } from './People'
import { Profile } from './Profile'
import styles from './Settings.module.css'
import { Tokens } from './Tokens'

type Part = { part: string; label: string; needs: string; page: ComponentType }

const PARTS: ReadonlyArray<Part> = [
  { part: 'profile', label: 'Profile', needs: 'own', page: Profile },
  { part: 'tokens', label: 'API tokens', needs: 'own', page: Tokens },
  {
    part: 'notifications',
    label: 'Notifications',
    needs: 'installation:read',
    page: Notifications,
  },
  { part: 'people', label: 'People', needs: 'users:edit', page: People },
  { part: 'installation', label: 'Installation', needs: 'installation:read', page: Installation },
  { part: 'audit', label: 'Audit', needs: 'users:edit', page: Audit },
]

export function Settings() {
  const { permissions } = useMe()
  const { part = 'profile' } = useParams({ strict: false }) as { part?: string }
  const mine = PARTS.filter((each) => permissions.includes(each.needs))
  const shown = mine.find((each) => each.part === part)
  const strip = useRef<HTMLElement>(null)
  // On a phone the strip is wider than the window: what is shown is to be seen in it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another part is another place in it
  useEffect(() => {
    const here = strip.current?.querySelector('[aria-current]')
    here?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [part])
  if (!shown) return <Nowhere />
  const Shown = shown.page
  return (
    <Page title="Settings" part={shown.label}>
      <nav aria-label="Settings" className={styles.parts} ref={strip}>
        {mine.map((each) => (
          <Link
            key={each.part}
            to="/settings/$part"
            params={{ part: each.part }}
            className={styles.part}
            aria-current={each.part === part ? 'page' : undefined}
          >
            {each.label}
          </Link>
        ))}
        {permissions.includes('connections:read') && (
          <Link to="/registrations" className={styles.part}>
            Registrations
          </Link>
        )}
      </nav>
      <Shown />
    </Page>
  )
}
