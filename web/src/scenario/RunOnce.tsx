/** Runs a scenario once, after asking for its inputs. */
import { Button, Group, Modal, Tooltip } from '@mantine/core'
import { Play } from 'lucide-react'
import { useRef, useState } from 'react'
import { runScenario, type ScenarioDetail } from '../api/generated'
import { complete, InputsForm } from '../forms'
import { useMay } from '../shell/me'
import { useAddress } from '../ui/address'
import { useDoing } from '../ui/said'
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
  const why = reason(scenario, may)
  const shut = () => change({ do: '' }, { replace: true })
  return (
    <>
      <Tooltip label={why} disabled={!why} multiline maw={360}>
        <Button
          ref={button}
          leftSection={<Play size={14} aria-hidden />}
          data-disabled={!!why || undefined}
          aria-disabled={!!why}
          loading={run.isPending}
          onClick={() => {
            if (why) return
            if (scenario.inputs.length > 0) change({ do: 'run' })
            else run.mutate({})
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

function reason(scenario: ScenarioDetail, may: boolean): string {
  if (!may) return 'Your role may not run scenarios.'
  const fault = scenario.faults[0]
  return fault ? `It cannot run: ${fault.message}` : ''
}
