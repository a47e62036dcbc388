/** The filter at the head of a route: it stands before the first module there. */
import { Button, Group, Modal } from '@mantine/core'
import { useState } from 'react'
import { changeModule } from '../api/generated'
import { before, type Step } from '../diagram/steps'
import { type Filter, FilterForm } from '../forms'
import { useEditing } from './editing'
import { useSamples } from './samples'

type RouteFilterProps = {
  opened: boolean
  title: string
  /** The first module of the route, where it has one. */
  step: Step | undefined
  steps: readonly Step[]
  run: string | null
  onClose: () => void
  onClosed: () => void
}

/** What is opened by the address learns too late what had the focus, and cannot give it back. */
export function RouteFilter({ opened, onClosed, title, step, ...more }: RouteFilterProps) {
  return (
    <Modal
      opened={opened}
      onClose={more.onClose}
      onExitTransitionEnd={onClosed}
      returnFocus={false}
      title={title}
      size="lg"
    >
      {step && <Form title={title} step={step} {...more} />}
    </Modal>
  )
}

type FormProps = Omit<RouteFilterProps, 'opened' | 'onClosed' | 'step'> & { step: Step }

function Form({ title, step, steps, run, onClose }: FormProps) {
  const { scenario, edit, may, busy } = useEditing()
  const [filter, setFilter] = useState((step.raw.filter ?? null) as Filter | null)
  const around = before(steps, step.id)
  const samples = useSamples(run, around)
  const save = () =>
    edit({
      ask: (headers) =>
        changeModule({
          path: { scenario_id: scenario.id, module: step.id },
          body: { change: { filter }, note: `${title}.` },
          headers,
        }),
      said: filter ? 'Saved.' : 'The filter is gone.',
      undo: true,
      done: onClose,
    })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <FilterForm
        value={filter}
        onChange={setFilter}
        before={around}
        samples={samples}
        inputs={scenario.inputs}
        disabled={!may}
      />
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          {may ? 'Cancel' : 'Close'}
        </Button>
        {may && (
          <Button type="submit" loading={busy}>
            Save
          </Button>
        )}
      </Group>
    </form>
  )
}
