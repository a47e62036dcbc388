/** Calls of services and what became of them, the newest first. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { DeliveryLine } from '../api/generated'
import { listDeliveriesInfiniteOptions } from '../api/generated/@tanstack/react-query.gen'
import { useAddress } from '../ui/address'
import { counted, number } from '../ui/figures'
import { Loaded } from '../ui/Loaded'
import { Moment } from '../ui/Moment'
import { Empty, Panel } from '../ui/Page'
import { type Column, Table } from '../ui/Table'
import { Delivery } from './Delivery'
import { DeliveryFilters } from './DeliveryFilters'
import { often } from './looking'
import { Outcome } from './Outcome'
import { narrowed, summary, wantedOf } from './wanted'

const COLUMNS: ReadonlyArray<Column<DeliveryLine>> = [
  { head: 'Came', names: true, cell: (one) => <Open one={one} /> },
  { head: 'Outcome', cell: (one) => <Outcome of={one.outcome} /> },
  {
    head: 'What it told',
    kind: 'wide',
    cell: (one) => summary(one.cycles) || one.trouble || counted(one.events, 'event'),
  },
  { head: 'Organisation', cell: (one) => several(one, (each) => each.organisation) },
  { head: 'Scenarios', cell: (one) => several(one, (each) => each.scenario) },
  { head: 'Events', kind: 'number', cell: (one) => number(one.events) },
]

function several(one: DeliveryLine, of: (cycle: DeliveryLine['cycles'][number]) => string): string {
  const [first = '–', ...more] = new Set(one.cycles.map(of).filter(Boolean))
  return more.length > 0 ? `${first} +${more.length}` : first
}

function Open({ one }: { one: DeliveryLine }) {
  return (
    <Link
      to="."
      search={((before: object) => ({ ...before, delivery: String(one.id) })) as never}
      resetScroll={false}
    >
      <Moment at={one.received_at} />
    </Link>
  )
}

/** Of one registration where it is given; its filter is not shown then. */
export function Deliveries({ registration = '' }: { registration?: string }) {
  const [address, change] = useAddress()
  const wanted = { ...wantedOf(address), ...(registration && { registration }) }
  const query = useInfiniteQuery({
    ...listDeliveriesInfiniteOptions({ query: { ...wanted, limit: 100 } }),
    initialPageParam: 0,
    getNextPageParam: (last) => (last.next === null ? undefined : Number(last.next)),
    refetchInterval: often,
  })
  const filters = narrowed(address, registration ? 'registration' : '')
  return (
    <>
      <DeliveryFilters address={address} registration={registration} />
      <Panel title="Deliveries" flush>
        <Loaded query={query}>
          {({ pages }) => {
            const rows = pages.flatMap((page) => page.items)
            if (rows.length === 0) return <None filters={filters} />
            return (
              <Table
                label="Calls that came"
                columns={COLUMNS}
                rows={rows}
                idOf={(one) => String(one.id)}
                more={
                  query.hasNextPage
                    ? { ask: () => void query.fetchNextPage(), asking: query.isFetchingNextPage }
                    : undefined
                }
              />
            )
          }}
        </Loaded>
      </Panel>
      <Delivery id={address.delivery ?? ''} onClose={() => change({ delivery: '' })} />
    </>
  )
}

function None({ filters }: { filters: boolean }) {
  if (filters) return <Empty title="No call is found by these filters" />
  return (
    <Empty title="No call has come yet">
      Each call of a service stands here as soon as it comes, with what became of it.
    </Empty>
  )
}
