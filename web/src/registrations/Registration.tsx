/** One registration: what it is, whether the service knows it, and what is connected through it. */
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { connectionsOptions } from '../api/asked'
import type { ConnectionFacts, Guide, RegistrationFacts } from '../api/generated'
import {
  listGuidesOptions,
  showRegistrationOptions,
} from '../api/generated/@tanstack/react-query.gen'
import { Loaded } from '../ui/Loaded'
import { Moment } from '../ui/Moment'
import { Empty, Facts, Page, Panel } from '../ui/Page'
import { Status } from '../ui/Status'
import { type Column, Table } from '../ui/Table'
import { GuideSteps } from './GuideSteps'
import { RegistrationActions } from './RegistrationActions'
import styles from './Registrations.module.css'
import { Test } from './Test'
import { WebhookPanel } from './WebhookPanel'
import { ageOf, kindOf } from './words'

const UP = { to: '/registrations', label: 'Registrations' }

export function Registration() {
  const { id = '' } = useParams({ strict: false })
  const one = useQuery(showRegistrationOptions({ path: { registration_id: id } }))
  if (!one.data) {
    return (
      <Page title="Registration" up={UP}>
        <Loaded query={one} lines={8}>
          {() => null}
        </Loaded>
      </Page>
    )
  }
  return <Shown registration={one.data} />
}

function Shown({ registration }: { registration: RegistrationFacts }) {
  const guides = useQuery(listGuidesOptions({ query: { app: registration.app } }))
  const guide = guides.data?.items[0]
  return (
    <Page
      title={registration.name}
      up={UP}
      under={`${registration.called}${registration.usual ? ', the usual one' : ''}${registration.own ? ', of one person' : ''}`}
      actions={guide && <RegistrationActions registration={registration} guide={guide} />}
    >
      <About registration={registration} guide={guide} />
      <Test registration={registration} />
      <WebhookPanel registration={registration} />
      <Through registration={registration} />
      {guide && (
        <Panel title="How it is registered">
          <GuideSteps guide={guide} />
        </Panel>
      )}
    </Page>
  )
}

function About({
  registration,
  guide,
}: {
  registration: RegistrationFacts
  guide: Guide | undefined
}) {
  const bases = Object.entries(registration.bases)
  return (
    <Panel>
      <Facts
        of={[
          ['Client id', <code key="id">{registration.client_id}</code>],
          ['Client secret', registration.has_secret ? 'kept, sealed' : 'none'],
          ['Kind', kindOf(guide, registration.kind)],
          ['Names of permissions', registration.vocabulary],
          ['Age', ageOf(guide, registration.vocabulary)],
          ['Tier', registration.tier || 'as the app says'],
          ['Registered', <Moment key="made" at={registration.created_at} />],
          ['First token', since(registration.first_token_at)],
        ]}
      />
      {bases.length > 0 && (
        <dl className={styles.bases}>
          {bases.map(([name, url]) => (
            <div key={name}>
              <dt>Base address: {name}</dt>
              <dd>
                <code>{url}</code>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  )
}

function since(at: string | null) {
  return at ? <Moment at={at} /> : 'not yet'
}

const COLUMNS: ReadonlyArray<Column<ConnectionFacts>> = [
  {
    head: 'Connection',
    kind: 'wide',
    names: true,
    cell: (row) => (
      <Link to="/connections/$id" params={{ id: row.id }}>
        {row.name}
      </Link>
    ),
  },
  { head: 'State', cell: (row) => <Status of={row.state} kind="connection" /> },
  { head: 'Used by', kind: 'number', cell: (row) => row.used_by },
]

function Through({ registration }: { registration: RegistrationFacts }) {
  const list = useQuery(connectionsOptions(registration.app))
  return (
    <Panel title="Connected through it" flush>
      <Loaded query={list} lines={2}>
        {({ items }) => {
          const ours = items.filter((one) => one.registration_id === registration.id)
          return ours.length > 0 ? (
            <Table label="Connections" columns={COLUMNS} rows={ours} idOf={(row) => row.id} />
          ) : (
            <Empty title="Nothing is connected through it" />
          )
        }}
      </Loaded>
    </Panel>
  )
}
