/** Takes a module into a scenario: a new one, or one that there is. */
import { Button, Group, Modal, Radio, Select, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { addModule, createScenario, type ModuleFacts, type ScenarioDetail } from '../api/generated'
import { listScenariosOptions } from '../api/generated/@tanstack/react-query.gen'
import { OF_SCENARIOS } from '../api/told'
import { Wrong } from '../ui/Loaded'
import { useDoing } from '../ui/said'

type UseProps = { opened: boolean; onClose: () => void; module: ModuleFacts }

export function UseModule({ opened, onClose, module }: UseProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Use “${module.label}”`}>
      <Where module={module} onClose={onClose} />
    </Modal>
  )
}

function Where({ module, onClose }: Omit<UseProps, 'opened'>) {
  const [where, setWhere] = useState('new')
  const [name, setName] = useState(module.label)
  const [chosen, setChosen] = useState('')
  const navigate = useNavigate()
  const scenarios = useQuery(listScenariosOptions({ query: { limit: 1000 } }))
  const doing = useDoing(async (): Promise<ScenarioDetail> => (where === 'new' ? make() : add()), {
    stale: OF_SCENARIOS,
    failed: () => undefined,
    done: (made) =>
      void navigate({
        to: '/scenarios/$id',
        params: { id: made.id },
        search: { module: String(newest(made)) } as never,
      }),
  })

  async function make(): Promise<ScenarioDetail> {
    const document = { schema: 1, name: name.trim(), flow: [{ id: 1, module: module.name }] }
    return (await createScenario({ body: { document } })).data
  }

  async function add(): Promise<ScenarioDetail> {
    const body = { module: { module: module.name } }
    return (await addModule({ path: { scenario_id: chosen }, body })).data
  }

  function submit(event: FormEvent): void {
    event.preventDefault()
    doing.mutate(undefined)
  }

  return (
    <form onSubmit={submit}>
      <Stack>
        <Radio.Group label="Where" value={where} onChange={setWhere}>
          <Stack gap={8} mt={6}>
            <Radio value="new" label="In a new scenario" />
            <Radio value="there" label="At the end of an existing scenario" />
          </Stack>
        </Radio.Group>
        {where === 'new' ? (
          <TextInput
            label="Name of the scenario"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={120}
            required
          />
        ) : (
          <Select
            label="Scenario"
            placeholder="Choose a scenario"
            data={(scenarios.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))}
            value={chosen || null}
            onChange={(id) => setChosen(id ?? '')}
            searchable
            required
          />
        )}
        {doing.error !== null && <Wrong error={doing.error} />}
      </Stack>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          type="submit"
          loading={doing.isPending}
          disabled={where === 'new' ? !name.trim() : !chosen}
        >
          {where === 'new' ? 'Create the scenario' : 'Add it'}
        </Button>
      </Group>
    </form>
  )
}

/** The id of the module that stands last. */
function newest(made: ScenarioDetail): number {
  const flow = made.document.flow
  const last = Array.isArray(flow) ? flow.at(-1) : undefined
  return typeof last === 'object' && last !== null && 'id' in last ? Number(last.id) : 1
}
