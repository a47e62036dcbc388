import { Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import {
  listConnectionsOptions,
  listWebhooksOptions,
} from '../api/generated/@tanstack/react-query.gen'
import { ScenarioSelect } from '../scenarios/ScenarioSelect'
import { type Address, useAddress } from '../ui/address'
import { Bar } from '../ui/Bar'
import { useTyped } from '../ui/typed'
import { CLEAR, narrowed, OUTCOMES } from './wanted'

type Choice = { value: string; label: string }
type FiltersProps = { address: Address; registration: string }

const RESULTS = OUTCOMES.map(([value, label]) => ({ value, label }))

export function DeliveryFilters({ address, registration }: FiltersProps) {
  const [, change] = useAddress()
  const webhooks = useQuery(listWebhooksOptions())
  const connections = useQuery(listConnectionsOptions({ query: { limit: 1000 } }))
  const registrations = (webhooks.data?.items ?? []).map((one) => ({
    value: one.registration_id,
    label: one.registration,
  }))
  const organisations = (connections.data?.items ?? []).flatMap((one) =>
    one.organisations.map((each) => ({ value: each.id, label: each.name })),
  )
  const set = (name: string) => (value: string) => change({ [name]: value })
  return (
    <Bar
      label="Filter the deliveries"
      narrowed={narrowed(address, registration ? 'registration' : '')}
      onClear={() => change(CLEAR)}
    >
      {!registration && registrations.length > 1 && (
        <Chosen
          name="Registration"
          of={registrations}
          value={address.registration}
          set={set('registration')}
        />
      )}
      <Chosen name="Outcome" of={RESULTS} value={address.outcome} set={set('outcome')} />
      <Chosen
        name="Organisation"
        of={organisations}
        value={address.organisation}
        set={set('organisation')}
      />
      <ScenarioSelect
        placeholder="Scenario"
        value={address.scenario ?? ''}
        onChange={set('scenario')}
        clearable
        w={170}
      />
      <Category value={address.category ?? ''} set={set('category')} />
      <Day label="From" name="since" />
      <Day label="Until" name="until" />
    </Bar>
  )
}

type ChosenProps = {
  name: string
  of: ReadonlyArray<Choice>
  value: string | undefined
  set: (value: string) => void
}

function Chosen({ name, of, value, set }: ChosenProps) {
  const known = new Map(of.map((one) => [one.value, one]))
  if (value && !known.has(value)) known.set(value, { value, label: value })
  return (
    <Select
      aria-label={name}
      placeholder={name}
      data={[...known.values()]}
      value={value ?? null}
      onChange={(chosen) => set(chosen ?? '')}
      clearable
      searchable
      w={170}
    />
  )
}

/** What services call the kinds of their events is theirs: it is typed, and taken with Enter. */
function Category({ value, set }: { value: string; set: (value: string) => void }) {
  const [typed, type] = useState(value)
  useEffect(() => type(value), [value])
  return (
    <TextInput
      aria-label="Category"
      placeholder="Category"
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
      w={130}
      onBlur={(event) => take(event.currentTarget.value)}
      onKeyDown={(event) => event.key === 'Enter' && take(event.currentTarget.value)}
    />
  )
  function take(typed: string): void {
    const word = typed.trim().toUpperCase()
    if (word !== value) set(word)
  }
}

function Day({ name, label }: { name: string; label: string }) {
  const [typed, type] = useTyped(name)
  return (
    <TextInput
      type="date"
      aria-label={`${label} day`}
      title={`${label} day`}
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
      leftSection={<span className="small">{label}</span>}
      leftSectionWidth={48}
      w={180}
    />
  )
}
