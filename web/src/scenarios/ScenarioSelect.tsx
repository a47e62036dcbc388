/** One of the scenarios. They are looked for as a name is typed: there may be thousands. */
import { Select, type SelectProps } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { scenarioOptions } from '../api/asked'
import { listScenariosOptions } from '../api/generated/@tanstack/react-query.gen'

type ScenarioSelectProps = {
  /** An id, or a name where it is chosen by that; "" for none. */
  value: string
  onChange: (value: string) => void
  /** A name stays true for those that were deleted, and can be read in an address. */
  by?: 'name' | 'id'
} & Pick<SelectProps, 'label' | 'placeholder' | 'className' | 'w' | 'required' | 'clearable'>

const ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/
const OFFERED = 50

export function ScenarioSelect({ value, onChange, by = 'name', ...how }: ScenarioSelectProps) {
  const [search, setSearch] = useState('')
  const named = useQuery({ ...scenarioOptions(value), enabled: ID.test(value), retry: false })
  const chosen = named.data?.name ?? value
  // What stands in the field is the name of the chosen one until somebody types.
  const typed = search === chosen ? '' : search
  const found = useQuery({
    ...listScenariosOptions({ query: { name: typed, limit: OFFERED } }),
    placeholderData: (before) => before,
  })
  const data = new Map((found.data?.items ?? []).map((one) => [one[by], one.name]))
  if (by === 'name') data.delete(chosen)
  // One that was deleted has its history still. Of one chosen just now the list has the name.
  if (value) data.set(value, named.data?.name ?? data.get(value) ?? value)
  return (
    <Select
      {...(how.label ? {} : { 'aria-label': 'Scenario' })}
      {...how}
      data={[...data].map(([key, label]) => ({ value: key, label }))}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      filter={({ options }) => options}
      nothingFoundMessage={found.isPending ? 'Looking…' : 'No scenario is called so.'}
      value={value || null}
      onChange={(wanted) => onChange(wanted ?? '')}
    />
  )
}
