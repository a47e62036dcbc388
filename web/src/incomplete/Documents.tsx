/** The documents of one cause, each leading to its own page. */

import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { IncompleteLine } from '../api/generated'
import { listIncompleteInfiniteOptions } from '../api/generated/@tanstack/react-query.gen'
import { Loaded } from '../ui/Loaded'
import { Moment } from '../ui/Moment'
import { sentenceOf } from '../ui/message'
import { Panel } from '../ui/Page'
import { type Column, Table } from '../ui/Table'
import { Answer, Kind } from './Kind'
import type { Wanted } from './wanted'

const COLUMNS: ReadonlyArray<Column<IncompleteLine>> = [
  {
    head: 'Document',
    names: true,
    cell: (one) => <Link to={`/incomplete/${one.id}`}>{one.about || one.id.slice(-8)}</Link>,
  },
  { head: 'Why it stopped', kind: 'wide', cell: (one) => sentenceOf(one.message) },
  {
    head: 'Kind',
    cell: (one) => (one.state === 'open' ? <Kind of={one.kind} /> : <Answer of={one.state} />),
  },
  { head: 'Stopped', cell: (one) => <Moment at={one.created_at} /> },
  {
    head: 'Run',
    cell: (one) => (
      <Link to={`/runs/${one.run}`} className="mono">
        {one.run.slice(-8)}
      </Link>
    ),
  },
]

export function Documents({ cause, wanted }: { cause: string; wanted: Wanted }) {
  const query = useInfiniteQuery({
    ...listIncompleteInfiniteOptions({ query: { ...wanted, cause, limit: 200 } }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
  return (
    <Panel title="Documents of this cause" flush>
      <Loaded query={query}>
        {({ pages }) => (
          <Table
            label="Alike documents"
            columns={COLUMNS}
            rows={pages.flatMap((page) => page.items)}
            idOf={(one) => one.id}
            more={
              query.hasNextPage
                ? { ask: () => void query.fetchNextPage(), asking: query.isFetchingNextPage }
                : undefined
            }
          />
        )}
      </Loaded>
    </Panel>
  )
}
