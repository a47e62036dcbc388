import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  changeMe,
  changePassword,
  endOneSession,
  endOtherSessions,
  type OwnSession,
} from '../api/generated'
import { listSessionsOptions, showMeQueryKey } from '../api/generated/@tanstack/react-query.gen'
import { Trouble } from '../api/trouble'
import { useMe } from '../shell/me'
import { Loaded } from '../ui/Loaded'
import { Moment } from '../ui/Moment'
import { Panel } from '../ui/Page'
import { useDoing } from '../ui/said'
import { type Column, Table } from '../ui/Table'
import styles from './Settings.module.css'

export function Profile() {
  return (
    <>
      <Name />
      <Password />
      <Sessions />
    </>
  )
}

function Name() {
  const me = useMe()
  const queries = useQueryClient()
  const [name, setName] = useState(me.name)
  const save = useDoing(() => changeMe({ body: { name } }), {
    said: () => 'Your name is saved.',
    done: ({ data }) => queries.setQueryData(showMeQueryKey(), data),
  })
  return (
    <Panel title="You">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate(undefined)
        }}
      >
        <TextInput label="E-mail address" value={me.login} readOnly />
        <TextInput
          label="Name"
          value={name}
          maxLength={100}
          required
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" loading={save.isPending} disabled={name.trim() === me.name}>
          Save
        </Button>
      </form>
    </Panel>
  )
}

function Password() {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const change = useDoing(() => changePassword({ body: { current, new: next } }), {
    // The session has a new secret, and the page a new token to send along.
    done: () => window.location.reload(),
    failed: () => undefined,
  })
  const trouble = change.error ? Trouble.of(change.error) : null
  const wrong = (field: string) =>
    trouble?.errors.some((each) => each.field.endsWith(field)) ? trouble.detail : undefined
  return (
    <Panel title="Password">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          change.mutate(undefined)
        }}
      >
        <PasswordInput
          label="Present password"
          autoComplete="current-password"
          value={current}
          required
          onChange={(event) => setCurrent(event.currentTarget.value)}
          error={wrong('current')}
        />
        <PasswordInput
          label="New password"
          description="12 characters or more; a few words. You are signed out everywhere else."
          autoComplete="new-password"
          value={next}
          required
          onChange={(event) => setNext(event.currentTarget.value)}
          error={wrong('new') ?? (wrong('current') ? undefined : trouble?.detail)}
        />
        <Button type="submit" loading={change.isPending}>
          Change the password
        </Button>
      </form>
    </Panel>
  )
}

function Sessions() {
  const sessions = useQuery(listSessionsOptions())
  const others = useDoing(() => endOtherSessions(), {
    stale: ['listSessions'],
    said: () => 'You are signed out everywhere else.',
  })
  return (
    <Panel
      title="Where you are signed in"
      flush
      actions={
        (sessions.data?.items.length ?? 0) > 1 && (
          <Button
            size="xs"
            variant="default"
            loading={others.isPending}
            onClick={() => others.mutate(undefined)}
          >
            Sign out everywhere else
          </Button>
        )
      }
    >
      <Loaded query={sessions} lines={2}>
        {({ items }) => (
          <Table
            label="Where you are signed in"
            columns={SESSIONS}
            rows={items}
            idOf={(row) => row.id}
          />
        )}
      </Loaded>
    </Panel>
  )
}

const SESSIONS: ReadonlyArray<Column<OwnSession>> = [
  { head: 'Browser', kind: 'wide', names: true, cell: (row) => row.agent || 'unknown' },
  { head: 'From', cell: (row) => row.network },
  { head: 'Last used', cell: (row) => <Moment at={row.used_at} relative /> },
  { head: '', label: 'What to do', cell: (row) => <EndSession session={row} /> },
]

function EndSession({ session }: { session: OwnSession }) {
  const end = useDoing(() => endOneSession({ path: { session_id: session.id } }), {
    stale: ['listSessions'],
  })
  if (session.current) return <span className="muted">this one</span>
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      loading={end.isPending}
      onClick={() => end.mutate(undefined)}
    >
      Sign out
    </Button>
  )
}
