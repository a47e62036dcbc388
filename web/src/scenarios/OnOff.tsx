/** Whether a scenario starts by itself: saved at once, taken back by Undo, and when it cannot, why. */
import { Switch } from '@mantine/core'
import { CirclePause, CirclePlay } from 'lucide-react'
import { useState } from 'react'
import { type ScenarioFacts, switchOff, switchOn } from '../api/generated'
import { OF_SCENARIOS } from '../api/told'
import { Mark } from '../ui/Status'
import { say, useDoing } from '../ui/said'
import { CannotSwitchOn } from './CannotSwitchOn'

export function OnOff({ scenario, may }: { scenario: ScenarioFacts; may: boolean }) {
  const [why, setWhy] = useState<unknown>()
  const turn = useSwitch(scenario, setWhy)
  if (!may) {
    return scenario.on ? (
      <Mark tone="ok" icon={CirclePlay} word="on" />
    ) : (
      <Mark tone="quiet" icon={CirclePause} word="off" />
    )
  }
  return (
    <>
      <Switch
        checked={turn.isPending ? turn.variables : scenario.on}
        disabled={turn.isPending}
        onChange={(event) => turn.mutate(event.currentTarget.checked)}
        aria-label={`${scenario.name} starts by itself`}
        size="sm"
        withThumbIndicator={false}
      />
      {why !== undefined && (
        <CannotSwitchOn scenario={scenario} error={why} onClose={() => setWhy(undefined)} />
      )}
    </>
  )
}

function useSwitch(scenario: ScenarioFacts, cannot: (error: unknown) => void) {
  const path = { scenario_id: scenario.id }
  const turn = useDoing(
    async (on: boolean) => {
      if (!on) {
        await switchOff({ path })
        return
      }
      await switchOn({ path, body: {} })
    },
    {
      stale: OF_SCENARIOS,
      done: (_, on) => say(`${scenario.name} is ${on ? 'on' : 'off'}.`, () => turn.mutate(!on)),
      failed: cannot,
    },
  )
  return turn
}
