/** The short way is a name and Save; permissions and an own registration are for who wants them. */
import { Button, Group, Select, Stack, Switch, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Guide, RegistrationFacts } from '../api/generated'
import { Register } from '../registrations/Register'
import { PermissionChoice } from './PermissionChoice'

export type Wanted = {
  name: string
  /** Exactly these; those that are needed where nobody chose. */
  scopes?: string[]
}

type NameProps = {
  guide: Guide
  registration: RegistrationFacts
  registrations: ReadonlyArray<RegistrationFacts>
  onThrough: (id: string) => void
  modules: ReadonlyArray<string>
  wanted: Wanted
  onChange: (wanted: Wanted) => void
  saving: boolean
  onSave: () => void
  onCancel: () => void
}

export function NameAndPermissions(props: NameProps) {
  const { wanted, onChange, guide } = props
  const [advanced, setAdvanced] = useState(wanted.scopes !== undefined)
  const save = (event: FormEvent) => {
    event.preventDefault()
    props.onSave()
  }
  return (
    <Stack>
      <form onSubmit={save} id="new-connection">
        <TextInput
          label="Name"
          description="Left empty, it is called as the organisation."
          placeholder="The organisation's name"
          value={wanted.name}
          maxLength={200}
          maw={420}
          onChange={(event) => onChange({ ...wanted, name: event.currentTarget.value })}
          autoComplete="off"
          data-autofocus
        />
      </form>
      <Switch
        label="Show advanced settings"
        checked={advanced}
        onChange={(event) => setAdvanced(event.currentTarget.checked)}
      />
      {advanced && <Advanced {...props} />}
      <Group>
        <Button type="submit" form="new-connection" loading={props.saving}>
          Save
        </Button>
        <Button variant="default" onClick={props.onCancel}>
          Cancel
        </Button>
      </Group>
      <p className="muted small">
        Then you log in at {guide.label} and allow access. Your password never comes here.
      </p>
    </Stack>
  )
}

function Advanced(props: NameProps) {
  const { guide, registration, registrations, onThrough, wanted, onChange } = props
  const [own, setOwn] = useState(false)
  const through = (id: string) => {
    onThrough(id)
    onChange({ name: wanted.name })
  }
  return (
    <Stack>
      {registrations.length > 1 && (
        <Select
          label={`Through which ${guide.called}`}
          data={registrations.map((one) => ({
            value: one.id,
            label: one.own ? `${one.name} (your own)` : one.name,
          }))}
          value={registration.id}
          onChange={(id) => id && through(id)}
          allowDeselect={false}
          maw={420}
        />
      )}
      <Switch
        label="Use my own client id and secret"
        checked={own}
        onChange={(event) => setOwn(event.currentTarget.checked)}
      />
      {own ? (
        <Register
          guide={guide}
          own
          onDone={(made) => {
            through(made.id)
            setOwn(false)
          }}
          onCancel={() => setOwn(false)}
        />
      ) : (
        <PermissionChoice
          registration={registration}
          modules={props.modules}
          scopes={wanted.scopes}
          onChange={(scopes) => onChange({ ...wanted, scopes })}
        />
      )}
    </Stack>
  )
}
