import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { markRead, type NoticeFacts, sendTestNotice } from '../api/generated'
import { listNoticesInfiniteOptions } from '../api/generated/@tanstack/react-query.gen'
import { useMay } from '../shell/me'
import { placeOf } from '../shell/notices'
import { Waiting, Wrong } from '../ui/Loaded'
import { Moment } from '../ui/Moment'
import { Empty, Panel } from '../ui/Page'
import { useDoing } from '../ui/said'
import { type Column, Table } from '../ui/Table'
import styles from './Settings.module.css'

const PAGE = 50

export function Notifications() {
  const may = useMay('installation:edit')
  const notices = useInfiniteQuery({
    ...listNoticesInfiniteOptions({ query: { limit: PAGE } }),
    initialPageParam: { query: {} },
    getNextPageParam: (page) => (page.next ? { query: { before: page.next } } : undefined),
  })
  if (!notices.data) {
    return notices.error ? <Wrong error={notices.error} /> : <Waiting lines={6} />
  }
  const [first] = notices.data.pages
  const rows = notices.data.pages.flatMap((page) => page.items)
  return (
    <>
      <Targets names={first?.targets ?? []} may={may} />
      <Panel
        title="Notices"
        flush
        actions={may && first?.unread ? <ReadAll newest={rows[0]?.id ?? ''} /> : undefined}
      >
        {rows.length ? (
          <Table
            label="Notices"
            columns={COLUMNS}
            rows={rows}
            idOf={(row) => row.id}
            {...(notices.hasNextPage && {
              more: {
                ask: () => void notices.fetchNextPage(),
                asking: notices.isFetchingNextPage,
              },
            })}
          />
        ) : (
          <Empty title="No notices">
            You are told here when a connection ends, or a scenario fails or is switched off.
          </Empty>
        )}
      </Panel>
    </>
  )
}

const COLUMNS: ReadonlyArray<Column<NoticeFacts>> = [
  {
    head: 'What happened',
    kind: 'wide',
    names: true,
    cell: (row) => (
      <>
        <Link to={placeOf(row.about)} className={row.read_at ? undefined : styles.unread}>
          {row.subject}
        </Link>
        <div className={`muted small ${styles.text}`}>{row.text}</div>
      </>
    ),
  },
  { head: 'Told', spare: true, cell: (row) => <Told notice={row} /> },
  { head: 'When', cell: (row) => <Moment at={row.created_at} relative /> },
]

function Told({ notice }: { notice: NoticeFacts }) {
  if (!notice.sent.length) return <span className="muted">here</span>
  return (
    <>
      {notice.sent.map((one) => (
        <div key={one.target} title={one.trouble}>
          {one.target}: {one.state}
        </div>
      ))}
    </>
  )
}

function Targets({ names, may }: { names: string[]; may: boolean }) {
  const send = useDoing(() => sendTestNotice(), {
    stale: ['listNotices'],
    said: ({ data }) =>
      data.sent.length
        ? data.sent.map((one) => `${one.target}: ${one.state}`).join(', ')
        : 'It is in the list; nobody else is told.',
  })
  return (
    <Panel
      title="Who is told"
      actions={
        may && (
          <Button
            size="xs"
            variant="default"
            loading={send.isPending}
            onClick={() => send.mutate(undefined)}
          >
            Send a test
          </Button>
        )
      }
    >
      {names.length > 0 ? (
        <>
          <p>{names.join(', ')}</p>
          <p className="muted">
            Whoever runs this installation names them in the setting <code>TALLYLOOM_NOTIFY</code>.
          </p>
        </>
      ) : (
        <p className="muted">
          Notices stand in the list below and nowhere else. To be told by e-mail, in a chat or by a
          service of your own, name it in the setting <code>TALLYLOOM_NOTIFY</code>.
        </p>
      )}
    </Panel>
  )
}

function ReadAll({ newest }: { newest: string }) {
  const read = useDoing(() => markRead({ body: { up_to: newest } }), { stale: ['listNotices'] })
  return (
    <Button
      size="xs"
      variant="default"
      loading={read.isPending}
      onClick={() => read.mutate(undefined)}
    >
      Mark all as read
    </Button>
  )
}
