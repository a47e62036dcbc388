import { Group, NativeSelect } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleCheck, CircleX } from 'lucide-react'
import type { AuditEntry } from '../api/generated'
import {
  listAuditInfiniteOptions,
  listUsersOptions,
} from '../api/generated/@tanstack/react-query.gen'
import { useAddress } from '../ui/address'
import { Waiting, Wrong } from '../ui/Loaded'
import { Moment } from '../ui/Moment'
import { Empty, Panel } from '../ui/Page'
import { Search } from '../ui/Search'
import { Mark } from '../ui/Status'
import { type Column, Table } from '../ui/Table'
import { answered, placesOf, spoken } from './operations'
import styles from './Settings.module.css'

const PAGE = 100
const COLUMNS: ReadonlyArray<Column<AuditEntry>> = [
  { head: 'When', cell: (row) => <Moment at={row.at} /> },
  { head: 'Who', cell: (row) => row.name || row.who },
  {
    head: 'What',
    kind: 'wide',
    names: true,
    cell: (row) => (
      <>
        {spoken(row.operation)}
        {Object.keys(row.subject).length > 0 && (
          <div className="muted small">
            {placesOf(row.subject).map(({ what, id, to }) => (
              <span key={what} className={styles.subject}>
                {what} {to ? <Link to={to}>{id}</Link> : id}
              </span>
            ))}
          </div>
        )}
      </>
    ),
  },
  { head: 'Answer', cell: (row) => <Answer status={row.status} /> },
  { head: 'From', spare: true, cell: (row) => row.network },
]

function Answer({ status }: { status: number }) {
  const { went, word } = answered(status)
  return <Mark tone={went ? 'ok' : 'err'} icon={went ? CircleCheck : CircleX} word={word} />
}

export function Audit() {
  const [address, change] = useAddress()
  const people = useQuery(listUsersOptions())
  const entries = useInfiniteQuery({
    ...listAuditInfiniteOptions({
      query: {
        limit: PAGE,
        ...(address.who ? { who: address.who } : {}),
        ...(address.operation ? { operation: address.operation } : {}),
      },
    }),
    initialPageParam: { query: {} },
    getNextPageParam: (page) => (page.next ? { query: { before: page.next } } : undefined),
    placeholderData: keepPreviousData,
  })
  const rows = entries.data?.pages.flatMap((page) => page.items)
  return (
    <>
      <Group gap="sm">
        <NativeSelect
          className={styles.who}
          aria-label="Who"
          value={address.who ?? ''}
          onChange={(event) => change({ who: event.currentTarget.value })}
          data={[
            { value: '', label: 'Everybody' },
            ...(people.data?.items ?? []).map((one) => ({
              value: `user:${one.id}`,
              label: one.name,
            })),
          ]}
        />
        <Search label="Operation, as the API calls it" name="operation" />
      </Group>
      <Panel flush>
        {!rows && (entries.error ? <Wrong error={entries.error} /> : <Waiting lines={8} />)}
        {rows?.length === 0 && <Empty title="Nothing was done that is like this" />}
        {rows && rows.length > 0 && (
          <Table
            label="Audit"
            columns={COLUMNS}
            rows={rows}
            idOf={(row) => row.id}
            {...(entries.hasNextPage && {
              more: {
                ask: () => void entries.fetchNextPage(),
                asking: entries.isFetchingNextPage,
              },
            })}
          />
        )}
      </Panel>
    </>
  )
}
