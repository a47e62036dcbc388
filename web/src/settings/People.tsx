import { ActionIcon, Button, Menu, Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { CircleCheck, CircleSlash, EllipsisVertical, Mail, Plus } from 'lucide-react'
import { useState } from 'react'
import { changeUser, makeLink, removeUser, type UserBody, type UserFacts } from '../api/generated'
import { listUsersOptions } from '../api/generated/@tanstack/react-query.gen'
import { Confirm } from '../ui/Confirm'
import { Loaded } from '../ui/Loaded'
import { Moment } from '../ui/Moment'
import { Panel } from '../ui/Page'
import { Mark } from '../ui/Status'
import { useDoing } from '../ui/said'
import { type Column, Table } from '../ui/Table'
import { Invite } from './Invite'
import { ROLES } from './roles'
import { Secret, SHOWN_ONCE } from './Secret'

const STATES = {
  active: <Mark tone="ok" icon={CircleCheck} word="active" />,
  invited: <Mark tone="run" icon={Mail} word="invited" />,
  disabled: <Mark tone="quiet" icon={CircleSlash} word="disabled" />,
}

const COLUMNS: ReadonlyArray<Column<UserFacts>> = [
  {
    head: 'Name',
    kind: 'wide',
    names: true,
    cell: (row) => (
      <>
        {row.name}
        <div className="muted small">{row.login}</div>
      </>
    ),
  },
  { head: 'Role', cell: (row) => row.role },
  { head: 'State', cell: (row) => STATES[row.state as keyof typeof STATES] ?? row.state },
  { head: 'Since', spare: true, cell: (row) => <Moment at={row.created_at} relative /> },
  { head: '', label: 'What to do', cell: (row) => <UserMenu user={row} /> },
]

export function People() {
  const users = useQuery(listUsersOptions({ query: { limit: 1000 } }))
  const [opened, { open, close }] = useDisclosure()
  return (
    <Panel
      title="People"
      flush
      actions={
        <Button size="xs" leftSection={<Plus size={14} aria-hidden />} onClick={open}>
          Invite
        </Button>
      }
    >
      <Loaded query={users} lines={3}>
        {({ items }) => (
          <Table label="People" columns={COLUMNS} rows={items} idOf={(row) => row.id} />
        )}
      </Loaded>
      {opened && <Invite onClose={close} />}
    </Panel>
  )
}

function UserMenu({ user }: { user: UserFacts }) {
  const [asked, setAsked] = useState(false)
  const path = { user_id: user.id }
  const change = useDoing((body: UserBody) => changeUser({ path, body }), {
    // It may be one's own role.
    stale: ['listUsers', 'showMe'],
    said: ({ data }) => `${data.name} is ${data.state === 'disabled' ? 'disabled' : data.role}.`,
  })
  const link = useDoing(() => makeLink({ path }))
  const remove = useDoing(() => removeUser({ path }), {
    stale: ['listUsers'],
    said: () => `${user.name} is removed.`,
    done: () => setAsked(false),
  })
  return (
    <>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon aria-label={`More for ${user.name}`}>
            <EllipsisVertical size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {ROLES.filter((role) => role.value !== user.role).map((role) => (
            <Menu.Item key={role.value} onClick={() => change.mutate({ role: role.value })}>
              Make {role.label.toLowerCase()}
            </Menu.Item>
          ))}
          <Menu.Item onClick={() => link.mutate(undefined)}>Link to choose a password</Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={() => change.mutate({ disabled: user.state !== 'disabled' })}>
            {user.state === 'disabled' ? 'Let in again' : 'Disable'}
          </Menu.Item>
          <Menu.Item color="var(--err)" onClick={() => setAsked(true)}>
            Remove
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        {...SHOWN_ONCE}
        opened={Boolean(link.data)}
        onClose={link.reset}
        title={`A link for ${user.name}`}
      >
        <p className="muted">Send it yourself: it is shown this once, and works once.</p>
        <Secret text={link.data?.data.url ?? ''} what="the link" />
      </Modal>
      <Confirm
        opened={asked}
        title={`Remove ${user.name}?`}
        verb="Remove"
        busy={remove.isPending}
        onConfirm={() => remove.mutate(undefined)}
        onClose={() => setAsked(false)}
      >
        Their sessions and tokens end. What they did stays in the history under their name.
      </Confirm>
    </>
  )
}
