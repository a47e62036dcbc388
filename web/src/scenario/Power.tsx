/** The switch that lets a scenario start by itself, with the reason where it cannot. */
import { Switch, Tooltip } from '@mantine/core'
import { type ScenarioDetail, switchOff, switchOn } from '../api/generated'
import { OF_SCENARIOS } from '../api/told'
import { useMay } from '../shell/me'
import { shortMoment } from '../ui/figures'
import { useDoing } from '../ui/said'
import styles from './Scenario.module.css'

export function Power({ scenario }: { scenario: ScenarioDetail }) {
  const may = useMay('scenarios:run')
  const on = useDoing(
    async () => (await switchOn({ path: { scenario_id: scenario.id }, body: {} })).data,
    {
      stale: OF_SCENARIOS,
      said: (told) => {
        const next = told.next_runs[0]
        if (next) return `On. It starts next at ${shortMoment(next)}.`
        return told.organisation ? `On. It hears what happens in ${told.organisation}.` : 'On.'
      },
    },
  )
  const off = useDoing(async () => (await switchOff({ path: { scenario_id: scenario.id } })).data, {
    stale: OF_SCENARIOS,
    said: () => 'Off. A run that moves comes to its end.',
  })
  const why = reason(scenario, may)
  return (
    <Tooltip label={why} disabled={!why} multiline maw={360}>
      <div className={styles.power}>
        <Switch
          checked={scenario.on}
          // Not `disabled`, so that the reason can be reached by keyboard, too.
          aria-disabled={!!why}
          aria-describedby={why ? 'power-why' : undefined}
          label={scenario.on ? 'On' : 'Off'}
          onChange={() => {
            if (why || on.isPending || off.isPending) return
            if (scenario.on) off.mutate(undefined)
            else on.mutate(undefined)
          }}
        />
        {why && (
          <span id="power-why" className="hidden">
            {why}
          </span>
        )}
      </div>
    </Tooltip>
  )
}

function reason(scenario: ScenarioDetail, may: boolean): string {
  if (!may) return 'Your role may not switch scenarios.'
  return scenario.on ? '' : scenario.cannot && `It cannot go on: ${scenario.cannot}`
}
