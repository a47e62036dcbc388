/** Takes a module into a scenario: a new one, or one that there is. */
import { Button, Group, Modal, Radio, Select, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { modulesOptions, scenarioOptions } from '../api/asked'
import { addModule, createScenario, type ModuleFacts, type ScenarioDetail } from '../api/generated'
import { OF_SCENARIOS } from '../api/told'
import { type Choice, placesFor } from '../diagram/places'
import { addedTo, stepsOf } from '../diagram/steps'
import { aliasFor } from '../scenario/naming'
import { ScenarioSelect } from '../scenarios/ScenarioSelect'
import { Wrong } from '../ui/Loaded'
import { useDoing } from '../ui/said'

type UseProps = { module: ModuleFacts; onClose: () => void }

export function UseModule({ opened, ...props }: UseProps & { opened: boolean }) {
  return (
    <Modal opened={opened} onClose={props.onClose} title={`Use “${props.module.label}”`}>
      <Where {...props} />
    </Modal>
  )
}

function Where(props: UseProps) {
  const [where, setWhere] = useState('new')
  return (
    <Stack>
      <Radio.Group label="Where" value={where} onChange={setWhere}>
        <Stack gap={8} mt={6}>
          <Radio value="new" label="In a new scenario" />
          <Radio value="there" label="In an existing scenario" />
        </Stack>
      </Radio.Group>
      {where === 'new' ? <InNew {...props} /> : <InExisting {...props} />}
    </Stack>
  )
}

function InNew({ module, onClose }: UseProps) {
  const [name, setName] = useState(module.label)
  const document = { schema: 1, name: name.trim(), flow: [] as unknown[] }
  document.flow.push({ id: 1, ...written(module, { document }) })
  return (
    <Asking
      ask={async () => [(await createScenario({ body: { document } })).data, 1]}
      action="Create the scenario"
      ready={name.trim() !== ''}
      onClose={onClose}
    >
      <TextInput
        label="Name of the scenario"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={120}
        required
      />
    </Asking>
  )
}

function InExisting({ module, onClose }: UseProps) {
  const [chosen, setChosen] = useState('')
  const [at, setAt] = useState<string | null>(null)
  const scenario = useQuery({ ...scenarioOptions(chosen), enabled: chosen !== '' })
  const modules = useQuery(modulesOptions())
  const offered =
    scenario.data && modules.data
      ? placesFor(stepsOf(scenario.data.document, modules.data.items), module.kind)
      : undefined
  const place = offered?.[at === null ? atTheEnd(offered) : Number(at)]?.place

  async function add(): Promise<[ScenarioDetail, number | undefined]> {
    const old = scenario.data
    if (!old || !place) throw new Error('There is no place for it.')
    const made = await addModule({
      path: { scenario_id: old.id },
      body: { module: written(module, old), ...place, note: `Added ${module.label}.` },
    })
    return [made.data, addedTo(old.document, made.data.document)]
  }

  return (
    <Asking ask={add} action="Add it" ready={place !== undefined} onClose={onClose}>
      <ScenarioSelect
        label="Scenario"
        placeholder="Choose a scenario"
        by="id"
        value={chosen}
        onChange={(id) => {
          setChosen(id)
          setAt(null)
        }}
        required
      />
      {scenario.error !== null && <Wrong error={scenario.error} />}
      {offered && (
        <Select
          label="Place"
          data={offered.map(({ label }, value) => ({ value: String(value), label }))}
          value={at ?? String(atTheEnd(offered))}
          onChange={setAt}
          error={offered.length === 0 && 'The scenario begins with a trigger already.'}
          disabled={offered.length === 0}
          allowDeselect={false}
          maxDropdownHeight={280}
          nothingFoundMessage="No such place"
          searchable
        />
      )}
    </Asking>
  )
}

/** Behind the last module of the main line, or before the router that ends it. */
function atTheEnd(offered: readonly Choice[]): number {
  return offered.filter(({ place }) => place.router === undefined).length - 1
}

/** What the file says of a new module. */
function written(module: ModuleFacts, scenario: Pick<ScenarioDetail, 'document'>) {
  const connection = aliasFor(scenario, module)
  return { module: module.name, ...(connection ? { connection } : {}) }
}

type AskingProps = {
  /** The scenario that has it now, and the id that it has there. */
  ask: () => Promise<[ScenarioDetail, number | undefined]>
  action: string
  ready: boolean
  onClose: () => void
  children: ReactNode
}

function Asking({ ask, action, ready, onClose, children }: AskingProps) {
  const navigate = useNavigate()
  const doing = useDoing(ask, {
    stale: OF_SCENARIOS,
    failed: () => undefined,
    done: ([scenario, module]) =>
      void navigate({
        to: '/scenarios/$id',
        params: { id: scenario.id },
        search: { module: String(module ?? '') } as never,
      }),
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        doing.mutate(undefined)
      }}
    >
      <Stack>
        {children}
        {doing.error !== null && <Wrong error={doing.error} />}
      </Stack>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={doing.isPending} disabled={!ready}>
          {action}
        </Button>
      </Group>
    </form>
  )
}
