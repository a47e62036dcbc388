/** When a scenario starts by the clock, and what that means, while it is typed. */
import { Alert, Button, Group, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Info } from 'lucide-react'
import { useEffect, useState } from 'react'
import { modulesOptions } from '../api/asked'
import { type ScenarioDetail, setSchedule, showScenario } from '../api/generated'
import { showScheduleOptions } from '../api/generated/@tanstack/react-query.gen'
import { same } from '../forms/values'
import { Loaded } from '../ui/Loaded'
import { Panel } from '../ui/Page'
import { useEditing } from './editing'
import { Guard } from './Guard'
import { beginsInstantly } from './modules'
import { NextRuns } from './NextRuns'
import { Save } from './Save'
import styles from './Schedule.module.css'
import { ScheduleFields } from './ScheduleFields'
import { type Form, formOf, KINDS, writtenOf } from './schedule'
import { settingsOf } from './settings'
import { useUnsaved } from './unsaved'

export function Schedule({ scenario }: { scenario: ScenarioDetail }) {
  const modules = useQuery(modulesOptions())
  return (
    <Loaded query={modules}>
      {(told) =>
        beginsInstantly(scenario, told.items) ? <Instant /> : <ScheduleForm scenario={scenario} />
      }
    </Loaded>
  )
}

function Instant() {
  return (
    <Panel title="Immediately">
      <p>
        This scenario begins with an instant trigger: while it is on, it starts as soon as its
        service calls. It needs no schedule.
      </p>
    </Panel>
  )
}

function ScheduleForm({ scenario }: { scenario: ScenarioDetail }) {
  const { edit, may, busy } = useEditing()
  const unsaved = useUnsaved(formOf(scenario.schedule), scenario.version, alike)
  const { value: form, set: setForm, changed } = unsaved
  const zone = String(settingsOf(scenario.document).zone ?? 'UTC')
  const written = writtenOf(form)

  const save = () =>
    edit({
      from: unsaved.from,
      ask: async (headers) => {
        const path = { scenario_id: scenario.id }
        await setSchedule({ path, body: { schedule: written }, headers })
        return showScenario({ path })
      },
      said: scenario.on
        ? 'Saved. The version that is on goes on; switch it on again to let this one count.'
        : 'Saved.',
      done: (told) => unsaved.keep(told.version),
      letGo: unsaved.undo,
    })
  return (
    <div className={styles.halves}>
      <Guard changed={changed} />
      <Panel title="When it starts">
        <form
          onSubmit={(event) => {
            event.preventDefault()
            save()
          }}
        >
          <fieldset disabled={!may} className={styles.fields}>
            <Select
              label="Schedule"
              data={KINDS.map(([value, label]) => ({ value, label }))}
              value={form.kind}
              allowDeselect={false}
              disabled={!may}
              onChange={(kind) => kind && setForm({ ...form, kind: kind as Form['kind'] })}
            />
            <ScheduleFields form={form} onChange={setForm} zone={zone} may={may} />
            <Group justify="flex-end">
              {changed && (
                <Button variant="default" onClick={unsaved.undo}>
                  Undo changes
                </Button>
              )}
              <Save size="sm" changed={changed && may} busy={busy} />
            </Group>
          </fieldset>
        </form>
      </Panel>
      <Panel title="Next runs">
        <NextRuns written={written} zone={zone} kind={form.kind} />
        <Held scenario={scenario} />
      </Panel>
    </div>
  )
}

function alike(one: Form, other: Form): boolean {
  return same(writtenOf(one), writtenOf(other))
}

/** What keeps the schedule from starting anything now. */
function Held({ scenario }: { scenario: ScenarioDetail }) {
  const query = useQuery(showScheduleOptions({ path: { scenario_id: scenario.id } }))
  const [now, setNow] = useState(0)
  useEffect(() => setNow(Date.now()), [])
  const told = query.data
  if (!told || !scenario.schedule) return null
  const paused = told.paused_until && Date.parse(told.paused_until) > now
  if (scenario.on && !told.reason && !paused && told.errors === 0) return null
  return (
    <Alert
      mt="md"
      variant="light"
      color={told.state === 'deactivated' ? 'red' : 'gray'}
      icon={<Info size={16} aria-hidden />}
    >
      {told.reason ||
        (scenario.on
          ? `${told.errors} of ${told.max_errors} failed runs on end; then it is switched off.`
          : 'It is off: switch it on to let it start by the clock.')}
    </Alert>
  )
}
