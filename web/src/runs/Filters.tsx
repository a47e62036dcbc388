/** What narrows the history; all of it is in the address. */
import { Button, Checkbox, Menu, NumberInput, Popover, Select, TextInput } from '@mantine/core'
import { ChevronDown, ListFilter, Search } from 'lucide-react'
import { ScenarioSelect } from '../scenarios/ScenarioSelect'
import { useAddress } from '../ui/address'
import { useTyped } from '../ui/typed'
import { BEGAN, NONE, narrowed, PERIODS, rare, STATUSES, several, turned } from './filters'
import styles from './Runs.module.css'

export function Filters() {
  const [address, change] = useAddress()
  const [text, type] = useTyped('text')
  return (
    <search className={styles.bar} aria-label="Narrow the history">
      <TextInput
        aria-label="Search names, ids and reasons"
        placeholder="Search names, ids and reasons"
        leftSection={<Search size={16} aria-hidden />}
        value={text}
        onChange={(event) => type(event.currentTarget.value)}
      />
      <Scenarios />
      <Words
        label="Status"
        name="status"
        data={STATUSES.map((value) => ({ value, label: value }))}
      />
      <Words label="Started" name="began" data={BEGAN} />
      <Period />
      <Rarer />
      {narrowed(address) && (
        <Button variant="subtle" size="compact-sm" onClick={() => change(NONE)}>
          Clear
        </Button>
      )}
    </search>
  )
}

export function Scenarios() {
  const [{ scenario = '' }, change] = useAddress()
  return (
    <ScenarioSelect
      className={styles.scenarios}
      placeholder="All scenarios"
      value={scenario}
      onChange={(wanted) => change({ scenario: wanted })}
      clearable
    />
  )
}

type WordsProps = {
  label: string
  name: string
  data: ReadonlyArray<{ value: string; label: string }>
}

function Words({ label, name, data }: WordsProps) {
  const [address, change] = useAddress()
  const chosen = several(address[name])
  const said = data.filter(({ value }) => chosen.includes(value)).map((one) => one.label)
  return (
    <Menu position="bottom-start" closeOnItemClick={false}>
      <Menu.Target>
        <Button variant="default" rightSection={<ChevronDown size={14} aria-hidden />}>
          {said.length === 0 ? label : said.length < 3 ? said.join(', ') : `${said.length} chosen`}
        </Button>
      </Menu.Target>
      <Menu.Dropdown aria-label={label}>
        {data.map(({ value, label: word }) => {
          const on = chosen.includes(value)
          return (
            <Menu.CheckboxItem
              key={value}
              checked={on}
              onChange={() => change({ [name]: (before) => turned(before, value) })}
            >
              {word}
            </Menu.CheckboxItem>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}

export function Period() {
  const [address, change] = useAddress()
  const custom = Boolean(address.since || address.until) || address.period === 'custom'
  return (
    <>
      <Select
        className={styles.period}
        aria-label="When"
        data={PERIODS.map(({ value, label }) => ({ value: value || 'any', label }))}
        allowDeselect={false}
        value={custom ? 'custom' : address.period || 'any'}
        onChange={(value) =>
          change({ period: value === 'any' ? '' : (value ?? ''), since: '', until: '' })
        }
      />
      {custom && (
        <div className={styles.moments}>
          <Moment name="since" label="From" />
          <Moment name="until" label="To" />
        </div>
      )}
    </>
  )
}

function Moment({ name, label }: { name: string; label: string }) {
  const [text, type] = useTyped(name)
  return (
    <TextInput
      type="datetime-local"
      aria-label={label}
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
    />
  )
}

const FIGURES = [
  ['shortest', 'Shortest', 's'],
  ['longest', 'Longest', 's'],
  ['least', 'Least operations', ''],
  ['most', 'Most operations', ''],
] as const

function Rarer() {
  const [address, change] = useAddress()
  const set = rare(address)
  return (
    <Popover position="bottom-end" width={320} trapFocus withinPortal>
      <Popover.Target>
        <Button variant="default" leftSection={<ListFilter size={16} aria-hidden />}>
          {set ? `More filters (${set})` : 'More filters'}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="More filters" maw="calc(100vw - 24px)">
        <div className={styles.figures}>
          {FIGURES.map(([name, label, unit]) => (
            <Figure key={name} name={name} label={label} unit={unit} />
          ))}
        </div>
        <Checkbox
          mt="md"
          label="Leave out runs that found nothing"
          checked={address.checks === 'no'}
          onChange={(event) => change({ checks: event.currentTarget.checked ? 'no' : '' })}
        />
      </Popover.Dropdown>
    </Popover>
  )
}

function Figure({ name, label, unit }: { name: string; label: string; unit: string }) {
  const [text, type] = useTyped(name)
  return (
    <NumberInput
      label={label}
      suffix={unit && ` ${unit}`}
      min={0}
      hideControls
      value={text}
      onChange={(value) => type(String(value))}
    />
  )
}
