import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { listScenariosOptions } from '../api/generated/@tanstack/react-query.gen'
import { type Address, useAddress } from '../ui/address'
import { Bar } from '../ui/Bar'
import { Search } from '../ui/Search'
import { CLEAR, narrowed, SINCE } from './wanted'

const KINDS = [
  { value: 'failed', label: 'Failed: nothing was written' },
  { value: 'parked', label: 'Outcome unknown' },
]
const STATES = [
  { value: 'open', label: 'Open' },
  { value: 'retried', label: 'Sent again' },
  { value: 'resolved', label: 'Posted' },
  { value: 'dropped', label: 'Dropped' },
  { value: 'all', label: 'All' },
]
const AGES = SINCE.map(([value, label]) => ({ value, label }))

export function Filters({ address }: { address: Address }) {
  const [, change] = useAddress()
  const scenarios = useQuery(listScenariosOptions({ query: { limit: 1000 } }))
  const choose = (name: string) => (value: string | null) =>
    change({ [name]: value ?? '', cause: '' })
  return (
    <Bar
      label="Filter what is incomplete"
      narrowed={narrowed(address)}
      onClear={() => change(CLEAR)}
    >
      <Search label="Search the messages" name="text" />
      <Select
        aria-label="Scenario"
        placeholder="Every scenario"
        data={named(scenarios.data?.items ?? [], address.scenario)}
        value={address.scenario ?? null}
        onChange={choose('scenario')}
        searchable
        clearable
        w={190}
      />
      <Select
        aria-label="Kind"
        placeholder="Every kind"
        data={KINDS}
        value={address.kind ?? null}
        onChange={choose('kind')}
        clearable
        w={200}
      />
      <Select
        aria-label="State"
        data={STATES}
        value={address.state ?? 'open'}
        onChange={(value) => choose('state')(value === 'open' ? '' : value)}
        allowDeselect={false}
        w={120}
      />
      <Select
        aria-label="Since"
        placeholder="Any time"
        data={AGES}
        value={address.since ?? null}
        onChange={choose('since')}
        clearable
        w={150}
      />
    </Bar>
  )
}

/** One that was deleted meanwhile can be chosen as long as the address names it. */
function named(found: ReadonlyArray<{ id: string; name: string }>, chosen?: string) {
  const data = found.map(({ id, name }) => ({ value: id, label: name }))
  const known = !chosen || found.some(({ id }) => id === chosen)
  const called = found.find(({ name }) => name === chosen)
  if (called)
    return data.map((one) => (one.value === called.id ? { ...one, value: called.name } : one))
  return known ? data : [...data, { value: chosen ?? '', label: chosen ?? '' }]
}
