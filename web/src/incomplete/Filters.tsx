import { Select } from '@mantine/core'
import { ScenarioSelect } from '../scenarios/ScenarioSelect'
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
  const choose = (name: string) => (value: string | null) =>
    change({ [name]: value ?? '', cause: '' })
  return (
    <Bar
      label="Filter what is incomplete"
      narrowed={narrowed(address)}
      onClear={() => change(CLEAR)}
    >
      <Search label="Search the messages" name="text" />
      <ScenarioSelect
        placeholder="Every scenario"
        value={address.scenario ?? ''}
        onChange={choose('scenario')}
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
