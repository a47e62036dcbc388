import { deleteScenario, type ScenarioFacts } from '../api/generated'
import { OF_ALL_SCENARIOS } from '../api/told'
import { Confirm } from '../ui/Confirm'
import { useDoing } from '../ui/said'
import { takenAlong } from './needs'

type DeleteProps = { scenario: ScenarioFacts; onClose: () => void; onDone?: () => void }

/** Says what goes with it before it is gone. */
export function DeleteScenario({ scenario, onClose, onDone = onClose }: DeleteProps) {
  const remove = useDoing(
    () => deleteScenario({ path: { scenario_id: scenario.id }, query: { off: scenario.on } }),
    {
      stale: OF_ALL_SCENARIOS,
      said: () => `${scenario.name} is deleted.`,
      done: onDone,
    },
  )
  return (
    <Confirm
      opened
      title={`Delete ${scenario.name}?`}
      verb="Delete"
      busy={remove.isPending}
      onConfirm={() => remove.mutate(undefined)}
      onClose={onClose}
    >
      {scenario.on && 'It is on, and is switched off first. '}
      {takenAlong(scenario)} Its runs stay in the history, and its name is free again.
    </Confirm>
  )
}
