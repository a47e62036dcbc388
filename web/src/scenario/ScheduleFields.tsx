/** The fields of each kind of schedule. */
import { Checkbox, Group, MultiSelect, NumberInput, Select, TextInput } from '@mantine/core'
import styles from './Schedule.module.css'
import { type Form, UNITS, WEEKDAYS } from './schedule'
import { ZONES } from './zones'

type FieldsProps = { form: Form; onChange: (form: Form) => void; zone: string; may: boolean }

const MONTH_DAYS = [...Array.from({ length: 31 }, (_, day) => String(day + 1)), 'last']
const BY_CLOCK = new Set(['none', 'on demand'])

export function ScheduleFields({ form, onChange, zone, may }: FieldsProps) {
  const set = (change: Partial<Form>) => onChange({ ...form, ...change })
  if (BY_CLOCK.has(form.kind)) return null
  return (
    <>
      <Own form={form} set={set} may={may} />
      {form.kind !== 'once' && (
        <div className={styles.span}>
          <Moment label="Not before" value={form.from} onChange={(from) => set({ from })} />
          <Moment label="Not after" value={form.until} onChange={(until) => set({ until })} />
        </div>
      )}
      <Select
        label="Time zone"
        placeholder={`${zone}, as the scenario`}
        data={ZONES}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': 'Take the scenario’s zone' }}
        disabled={!may}
        value={form.zone || null}
        onChange={(chosen) => set({ zone: chosen ?? '' })}
      />
      {form.only !== undefined && (
        <p className="muted small">
          It starts only within the windows that the file names under <code>only</code>; they are
          kept.
        </p>
      )}
    </>
  )
}

type OwnProps = { form: Form; set: (change: Partial<Form>) => void; may: boolean }

function Own({ form, set, may }: OwnProps) {
  switch (form.kind) {
    case 'every':
      return (
        <Group align="flex-end" gap="sm" wrap="nowrap">
          <NumberInput
            label="Every"
            min={1}
            className={styles.count}
            value={form.count}
            onChange={(count) => set({ count: String(count) })}
          />
          <Select
            aria-label="Unit"
            data={[...UNITS]}
            allowDeselect={false}
            disabled={!may}
            value={form.unit}
            onChange={(unit) => unit && set({ unit })}
          />
        </Group>
      )
    case 'weekly':
      return (
        <>
          <Checkbox.Group
            label="On"
            value={form.weekdays}
            onChange={(weekdays) => set({ weekdays })}
          >
            <Group gap="xs" mt={4}>
              {WEEKDAYS.map(([value, label]) => (
                <Checkbox key={value} value={value} label={label} />
              ))}
            </Group>
          </Checkbox.Group>
          <Time form={form} set={set} />
        </>
      )
    case 'monthly':
      return (
        <>
          <MultiSelect
            label="On the days"
            data={MONTH_DAYS.map((value) => ({
              value,
              label: value === 'last' ? 'the last day' : value,
            }))}
            disabled={!may}
            value={form.days}
            onChange={(days) => set({ days })}
          />
          <Time form={form} set={set} />
        </>
      )
    case 'yearly':
      return (
        <>
          <TextInput
            label="On the dates"
            description="Month and day, several with commas: 03-31, 12-24"
            value={form.dates}
            onChange={(event) => set({ dates: event.currentTarget.value })}
          />
          <Time form={form} set={set} />
        </>
      )
    case 'daily':
      return <Time form={form} set={set} />
    case 'once':
      return <Moment label="On" value={form.once} onChange={(once) => set({ once })} />
    default:
      return (
        <TextInput
          label="Cron expression"
          description="minute hour day month weekday, as */15 8-18 * * 1-5"
          className={styles.mono}
          value={form.cron}
          onChange={(event) => set({ cron: event.currentTarget.value })}
        />
      )
  }
}

function Time({ form, set }: Pick<OwnProps, 'form' | 'set'>) {
  return (
    <TextInput
      type="time"
      label="At"
      className={styles.time}
      value={form.at}
      onChange={(event) => set({ at: event.currentTarget.value })}
    />
  )
}

/** A time on the wall of the schedule's zone, written as "2026-12-24 09:00". */
function Moment(props: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <TextInput
      type="datetime-local"
      label={props.label}
      value={local(props.value)}
      onChange={(event) => props.onChange(event.currentTarget.value.replace('T', ' '))}
    />
  )
}

function local(value: string): string {
  const text = value.replace(' ', 'T')
  return /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00` : text.slice(0, 16)
}
