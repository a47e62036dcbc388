/** Runs a scenario once, after asking for its inputs. */
import { Button, Group, Modal, Tooltip } from '@mantine/core'
import { Play } from 'lucide-react'
import { useRef, useState } from 'react'
import { runScenario, type ScenarioDetail } from '../api/generated'
import { complete, InputsForm } from '../forms'
import { useMay } from '../shell/me'
import { useAddress } from '../ui/address'
import { useDoing } from '../ui/said'
import { useEditing } from './editing'
import styles from './Scenario.module.css'

type RunOnceProps = { scenario: ScenarioDetail; onStarted: (run: string) => void }

export function RunOnce({ scenario, onStarted }: RunOnceProps) {
  const may = useMay('scenarios:run')
  const [address, change] = useAddress()
  const button = useRef<HTMLButtonElement>(null)
  const [inputs, setInputs] = useState<Record<string, unknown>>({})
  const run = useDoing(
    async (given: Record<string, unknown>) =>
      (await runScenario({ path: { scenario_id: scenario.id }, body: { inputs: given } })).data,
    {
      stale: ['listRuns', 'listScenarios', 'showScenario'],
      done: (told) => {
        shut()
        onStarted(told.id)
      },
    },
  )
  const { unsaved, busy } = useEditing()
  const why = reason(scenario, may, unsaved !== null)
  // What cannot run says so when it is asked to, in the server's words.
  const begin = ({ inputs: asked, faults }: ScenarioDetail) => {
    if (asked.length > 0 && faults.length === 0) change({ do: 'run' })
    else run.mutate({})
  }
  const shut = () => change({ do: '' }, { replace: true })
  return (
    <>
      <Tooltip
        label={why || 'Saves what you changed, then runs it.'}
        disabled={!why && !unsaved}
        multiline
        maw={360}
      >
        <Button
          ref={button}
          leftSection={<Play size={14} aria-hidden />}
          data-disabled={!!why || undefined}
          aria-disabled={!!why}
          loading={run.isPending || (unsaved !== null && busy)}
          onClick={() => {
            if (why) return
            if (unsaved) unsaved(begin)
            else begin(scenario)
          }}
        >
          Run once
        </Button>
      </Tooltip>
      <Modal
        opened={address.do === 'run' && !why && scenario.inputs.length > 0}
        onClose={shut}
        // What is opened by the address learns too late what had the focus.
        returnFocus={false}
        onExitTransitionEnd={() => button.current?.focus()}
        title="Run once"
        size="lg"
      >
        <form
          onSubmit={(event) => {
            event.preventDefault()
            // Enter in a field sends the form whatever its button says.
            if (!run.isPending && complete(scenario.inputs, inputs)) run.mutate(inputs)
          }}
        >
          <p className={styles.lead}>What the scenario is given for this run.</p>
          <InputsForm inputs={scenario.inputs} values={inputs} onChange={setInputs} />
          <Group justify="flex-end" mt="lg">
            <Button variant="default" onClick={shut}>
              Cancel
            </Button>
            <Button
              type="submit"
              loading={run.isPending}
              disabled={!complete(scenario.inputs, inputs)}
            >
              Run
            </Button>
          </Group>
        </form>
      </Modal>
    </>
  )
}

/** What is not saved yet may be what was missing. */
function reason(scenario: ScenarioDetail, may: boolean, unsaved: boolean): string {
  if (!may) return 'Your role may not run scenarios.'
  const fault = unsaved ? undefined : scenario.faults[0]
  return fault ? `It cannot run: ${fault.message}` : ''
}
