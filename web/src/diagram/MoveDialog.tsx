import { Button, Group, Modal, Select } from '@mantine/core'
import { useState } from 'react'
import { useFlow } from './flow'
import { choices } from './places'
import { type Step, titleOf } from './steps'

/** Asks where a module shall stand. */
export function MoveDialog({ step, onClose }: { step: Step | null; onClose: () => void }) {
  return (
    <Modal opened={step !== null} onClose={onClose} title={step ? `Move ${titleOf(step)}` : ''}>
      {step && <Where step={step} onClose={onClose} />}
    </Modal>
  )
}

function Where({ step, onClose }: { step: Step; onClose: () => void }) {
  const { steps, onMove } = useFlow()
  const [chosen, choose] = useState<string | null>(null)
  const offered = choices(steps, step.id)
  const place = chosen === null ? undefined : offered[Number(chosen)]?.place
  const move = () => {
    if (place) onMove?.(step.id, place)
    onClose()
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        move()
      }}
    >
      <Select
        label="Place"
        placeholder="Choose a place"
        searchable
        data-autofocus
        maxDropdownHeight={280}
        nothingFoundMessage="No such place"
        data={offered.map(({ label }, at) => ({ value: String(at), label }))}
        value={chosen}
        onChange={choose}
      />
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" disabled={!place}>
          Move
        </Button>
      </Group>
    </form>
  )
}
