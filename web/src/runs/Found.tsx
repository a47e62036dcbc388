/** Search in what went through runs; a hit leads to the operation in which it is. */
import { Button, TextInput } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { type Hit, type Hits, searchRuns } from '../api/generated'
import { useAddress } from '../ui/address'
import { counted } from '../ui/figures'
import { Loaded } from '../ui/Loaded'
import { Moment } from '../ui/Moment'
import { Empty } from '../ui/Page'
import { Status } from '../ui/Status'
import { useTyped } from '../ui/typed'
import { Period, Scenarios } from './Filters'
import { asked } from './filters'
import { type Lot, lots, pieces, placeOf, whereSaid } from './found'
import styles from './Runs.module.css'

export function Found() {
  const [text, type] = useTyped('q')
  const [{ q = '' }] = useAddress()
  return (
    <>
      <search className={styles.bar} aria-label="Search in bundles">
        <TextInput
          aria-label="Search in bundles"
          placeholder="A customer, a number, an address, or “an exact phrase”"
          leftSection={<Search size={16} aria-hidden />}
          value={text}
          onChange={(event) => type(event.currentTarget.value)}
        />
        <Scenarios />
        <Period />
      </search>
      {q.trim() ? (
        <Results q={q.trim()} />
      ) : (
        <Empty title="Search in all that went through your runs">
          All words must be in one bundle; words in quotation marks must follow each other. Also
          found are addresses that were called, and records by their number, name or id.
        </Empty>
      )}
    </>
  )
}

function Results({ q }: { q: string }) {
  const [address] = useAddress()
  const { scenario, period, since, until } = address
  const query = useInfiniteQuery({
    queryKey: ['history', 'search', q, scenario, period, since, until],
    queryFn: async ({ pageParam }): Promise<Hits> => {
      const wanted = asked({ scenario, period, since, until } as typeof address, new Date())
      const span = { scenario: wanted.scenario, since: wanted.since, until: wanted.until }
      return (await searchRuns({ query: { ...span, q, after: pageParam, limit: 50 } })).data
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
  return (
    <Loaded query={query}>
      {({ pages }) => {
        const hits = pages.flatMap((page) => page.items)
        const unread = pages[0]?.unread ?? 0
        return (
          <>
            <div role="status" className="hidden">
              {counted(hits.length, 'hit')}
            </div>
            {hits.length === 0 && (
              <Empty title="Nothing like this went through a run">
                Confidential scenarios are not found by what they held, and old bundles are not kept
                for ever.
              </Empty>
            )}
            <ul className={styles.found}>
              {lots(hits).map((lot) => (
                <OneRun key={`${lot.run.run_id} ${lot.hits[0]?.operation}`} lot={lot} q={q} />
              ))}
            </ul>
            {unread > 0 && (
              <p className="muted small">
                {counted(unread, 'page')} of new runs cannot be searched yet; look again in a while.
              </p>
            )}
            {query.hasNextPage && (
              <Button
                m="sm"
                variant="default"
                size="xs"
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

function OneRun({ lot: { run, hits }, q }: { lot: Lot; q: string }) {
  return (
    <li>
      <div className={styles.foundHead}>
        <h2>
          <Link to="/runs/$id" params={{ id: run.run_id }}>
            {run.scenario}
          </Link>
        </h2>
        <Status of={run.status} />
        <span className="muted">
          <Moment at={run.started_at} />
        </span>
      </div>
      <ul className={styles.hits}>
        {hits.map((hit, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: hits have no names, and stay where they are
          <li key={at}>
            <OneHit hit={hit} q={q} />
          </li>
        ))}
      </ul>
    </li>
  )
}

function OneHit({ hit, q }: { hit: Hit; q: string }) {
  return (
    <Link to="/runs/$id" params={{ id: hit.run_id }} search={placeOf(hit)}>
      <span className="muted small">{whereSaid(hit)}</span>
      <span className={styles.snippet}>
        {pieces(hit.text, q).map((piece, at) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces stay where they are
          piece.found ? <mark key={at}>{piece.text}</mark> : <span key={at}>{piece.text}</span>,
        )}
      </span>
    </Link>
  )
}
