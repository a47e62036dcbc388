/** The calls of a module, and of one of them what it carried. */
import { Button } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { ChevronRight } from 'lucide-react'
import { type Call, listCalls, type RunDetail, type Calls as Told } from '../api/generated'
import { showCallOptions } from '../api/generated/@tanstack/react-query.gen'
import { useAddress } from '../ui/address'
import { duration, size } from '../ui/figures'
import { Loaded } from '../ui/Loaded'
import { Moment } from '../ui/Moment'
import { Empty } from '../ui/Page'
import styles from './Calls.module.css'
import { CarriedFacts } from './Carried'

const PAGE = 50

export function Calls({ run, module }: { run: RunDetail; module: number }) {
  const query = useInfiniteQuery({
    queryKey: [{ _id: 'listCalls', run: run.id, module }],
    queryFn: async ({ pageParam }): Promise<Told> => {
      const query = { module, after: pageParam, limit: PAGE }
      return (await listCalls({ path: { run_id: run.id }, query })).data
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
  return (
    <Loaded query={query}>
      {({ pages }) => {
        const calls = pages.flatMap((page) => page.items)
        if (calls.length === 0) {
          return <Empty title="No calls">{run.forgotten || 'This module called no service.'}</Empty>
        }
        return (
          <>
            <ul className={styles.calls}>
              {calls.map((call) => (
                <li key={call.id}>
                  <OneCall run={run} call={call} />
                </li>
              ))}
            </ul>
            {query.hasNextPage && (
              <Button
                m="sm"
                size="xs"
                variant="default"
                loading={query.isFetchingNextPage}
                onClick={() => void query.fetchNextPage()}
              >
                Show more
              </Button>
            )}
          </>
        )
      }}
    </Loaded>
  )
}

function OneCall({ run, call }: { run: RunDetail; call: Call }) {
  const [address, change] = useAddress()
  const open = address.call === call.id
  const bad = call.status === null || call.status >= 400
  return (
    <>
      <button
        type="button"
        className={styles.head}
        aria-expanded={open}
        onClick={() => change({ call: open ? '' : call.id }, { replace: true })}
      >
        <ChevronRight size={14} aria-hidden className={open ? styles.open : styles.arrow} />
        <span className={bad ? styles.bad : styles.good}>{call.status ?? 'no answer'}</span>
        <span className={styles.path}>
          {call.method} {call.path}
        </span>
        <span className={styles.figures}>{figures(call)}</span>
      </button>
      {open && <Detail run={run} call={call} />}
    </>
  )
}

function figures(call: Call): string {
  const waited = call.waited_seconds >= 0.005 ? [`waited ${duration(call.waited_seconds)}`] : []
  const bytes = [`${size(call.bytes_out)} out`, `${size(call.bytes_in)} in`]
  return [...waited, duration(call.seconds), ...bytes].join(' · ')
}

function Detail({ run, call }: { run: RunDetail; call: Call }) {
  const query = useQuery(showCallOptions({ path: { run_id: run.id, call: call.id } }))
  return (
    <div className={styles.detail}>
      <p className="muted small">
        <Moment at={call.at} />
        {call.trouble && ` · ${call.trouble}`}
      </p>
      <Loaded query={query} lines={2}>
        {({ carried }) =>
          carried ? (
            <CarriedFacts carried={carried} />
          ) : (
            <p className="muted small">
              {run.confidential
                ? 'The scenario is confidential: what was sent is not shown.'
                : 'It only read. What it brought is in the output of the operations.'}
            </p>
          )
        }
      </Loaded>
    </div>
  )
}
