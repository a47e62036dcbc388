/** How a scenario runs. */
import { Button, Group, NumberInput, Select, Switch, TextInput } from '@mantine/core'
import { type ScenarioDetail, setSettings } from '../api/generated'
import { same } from '../forms/values'
import { Panel } from '../ui/Page'
import { type Saving, useEditing } from './editing'
import { Guard } from './Guard'
import { Save } from './Save'
import styles from './Settings.module.css'
import { SETTINGS, type Setting, settingsOf, shownOf, type Values, withSetting } from './settings'
import { useUnsaved } from './unsaved'
import { ZONES } from './zones'

const SWITCHES = SETTINGS.filter((setting) => setting.kind === 'switch')
const FIELDS = SETTINGS.filter((setting) => setting.kind !== 'switch')

export function Settings({ scenario }: { scenario: ScenarioDetail }) {
  const { edit, may, busy } = useEditing()
  const unsaved = useUnsaved(settingsOf(scenario.document), scenario.version, same)
  const { value: values, changed } = unsaved
  const save: Saving = (then) =>
    edit({
      from: unsaved.from,
      ask: (headers) =>
        setSettings({
          path: { scenario_id: scenario.id },
          body: { settings: Object.keys(values).length ? values : null },
          headers,
        }),
      said: 'Saved.',
      done: (told) => {
        unsaved.keep(told.version)
        then?.(told)
      },
      letGo: unsaved.undo,
    })
  return (
    <Panel title="How it runs">
      <Guard changed={changed} save={save} />
      <form
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        {[SWITCHES, FIELDS].map((group) => (
          <ul key={group[0]?.name} className={styles.list}>
            {group.map((setting) => (
              <li key={setting.name}>
                <Field
                  setting={setting}
                  values={values}
                  disabled={!may}
                  onChange={(given) => unsaved.set((now) => withSetting(now, setting, given))}
                />
              </li>
            ))}
          </ul>
        ))}
        <Group justify="flex-end" mt="md">
          {changed && (
            <Button variant="default" onClick={unsaved.undo}>
              Undo changes
            </Button>
          )}
          <Save size="sm" changed={changed && may} busy={busy} />
        </Group>
      </form>
    </Panel>
  )
}

type FieldProps = {
  setting: Setting
  values: Values
  disabled: boolean
  onChange: (given: string | boolean) => void
}

function Field({ setting, values, disabled, onChange }: FieldProps) {
  const shown = shownOf(values, setting)
  const common = {
    label: setting.label,
    description: setting.about,
    disabled,
    className: styles.field,
  }
  switch (setting.kind) {
    case 'switch':
      return (
        <Switch
          {...common}
          checked={values[setting.name] === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      )
    case 'number':
      return (
        <NumberInput
          {...common}
          min={setting.least}
          max={setting.most}
          allowDecimal={false}
          placeholder={setting.usual}
          value={shown}
          onChange={(value) => onChange(String(value))}
        />
      )
    case 'zone':
      return (
        <Select
          {...common}
          data={ZONES}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': 'Take the usual zone' }}
          placeholder={setting.usual}
          value={shown || null}
          onChange={(value) => onChange(value ?? '')}
        />
      )
    default:
      return (
        <TextInput
          {...common}
          placeholder={setting.usual}
          value={shown}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
  }
}
