import { Menu, UnstyledButton } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Keyboard, LogOut, UserRound } from 'lucide-react'
import { useId } from 'react'
import { Colours } from './Colours'
import { useMe } from './me'
import styles from './Shell.module.css'

/** Who is signed in, and what is theirs: profile, colours, the way out. */
export function Person({ onHelp }: { onHelp?: () => void }) {
  const me = useMe()
  const form = useId()
  return (
    <div className={styles.foot}>
      {/* Beside the menu, not in it: a menu holds nothing but its items. */}
      <form id={form} method="post" action="/logout" hidden>
        <input type="hidden" name="csrf" value={me.csrf_token} />
      </form>
      <Menu position="top-start" width={220}>
        <Menu.Target>
          <UnstyledButton className={styles.link} w="100%">
            <UserRound size={18} aria-hidden />
            <span className={styles.person}>{me.name || me.login}</span>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Colours />
          <Menu.Divider />
          <Menu.Item
            component={Link}
            to="/settings"
            leftSection={<UserRound size={16} aria-hidden />}
          >
            Profile
          </Menu.Item>
          {onHelp && (
            <Menu.Item leftSection={<Keyboard size={16} aria-hidden />} onClick={onHelp}>
              Keyboard
            </Menu.Item>
          )}
          <Menu.Item
            type="submit"
            form={form}
            closeMenuOnClick={false}
            leftSection={<LogOut size={16} aria-hidden />}
          >
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}
