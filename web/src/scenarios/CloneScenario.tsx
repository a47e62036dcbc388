import { Button, Group, Modal, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { cloneScenario, type ScenarioFacts } from '../api/generated'
import { OF_ALL_SCENARIOS } from '../api/told'
import { Trouble } from '../api/trouble'
import { useDoing } from '../ui/said'
import { copyName } from './needs'

/** Asks what the copy is called; it is off, and uses the same connections. */
export function CloneScenario({
  scenario,
  onClose,
}: {
  scenario: ScenarioFacts
  onClose: () => void
}) {
  const [name, setName] = useState(() => copyName(scenario.name, new Set()))
  const navigate = useNavigate()
  const clone = useDoing(
    () => cloneScenario({ path: { scenario_id: scenario.id }, body: { name } }),
    {
      stale: OF_ALL_SCENARIOS,
      said: () => `${name} is a clone of ${scenario.name}; it is off.`,
      done: ({ data }) => void navigate({ to: '/scenarios/$id', params: { id: data.id } }),
      failed: () => undefined,
    },
  )
  return (
    <Modal opened onClose={onClose} title={`Clone ${scenario.name}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          clone.mutate(undefined)
        }}
      >
        <TextInput
          label="Name of the clone"
          description="It is off, and uses the same connections."
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={clone.error ? Trouble.of(clone.error).detail : undefined}
          required
          maxLength={120}
          data-autofocus
        />
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={clone.isPending}>
            Clone
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
