/** The modules of a scenario, and the panel of the one that is selected. */
import { Alert, Drawer } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { FileWarning } from 'lucide-react'
import { useCallback, useMemo, useRef, useState } from 'react'
import { modulesOptions } from '../api/asked'
import { addModule, type ModuleFacts, type ScenarioDetail } from '../api/generated'
import { Diagram } from '../diagram/Diagram'
import { ModulePicker } from '../diagram/ModulePicker'
import { addLabel, type Place } from '../diagram/places'
import { addedTo, find, type Step, stepsOf, titleOf } from '../diagram/steps'
import { useAddress } from '../ui/address'
import { Loaded } from '../ui/Loaded'
import { useEditing } from './editing'
import styles from './Flow.module.css'
import { aliasFor } from './naming'
import { RunDock } from './RunDock'
import type { Shown } from './running'
import { SidePanel } from './SidePanel'
import { useSteps } from './stepping'

type FlowProps = { scenario: ScenarioDetail; shown: Shown }

export function Flow({ scenario, shown }: FlowProps) {
  const modules = useQuery(modulesOptions())
  return (
    <Loaded query={modules} lines={6}>
      {(told) => <Drawn scenario={scenario} shown={shown} modules={told.items} />}
    </Loaded>
  )
}

function Drawn({ scenario, shown, modules }: FlowProps & { modules: ModuleFacts[] }) {
  const { may } = useEditing()
  const [address, change] = useAddress()
  const [place, setPlace] = useState<Place>()
  const [focus, setFocus] = useState<'title' | 'field' | ''>('')
  const steps = useMemo(
    () => stepsOf(scenario.document, modules, scenario.faults),
    [scenario.document, scenario.faults, modules],
  )
  const selected = find(steps, Number(address.module) || 0)
  const select = useCallback(
    (id: number, part = '') => {
      setFocus('title')
      change({ module: String(id), part, route: '' })
    },
    [change],
  )
  const shut = useCallback(() => {
    change({ module: '', part: '', route: '' })
    if (selected) focusOn(selected)
  }, [change, selected])
  const { move, remove } = useSteps(steps, (id) => {
    if (selected?.id === id) change({ module: '', part: '' }, { replace: true })
  })
  const add = useAdding(scenario, (id) => {
    select(id)
    setFocus('field')
  })
  return (
    <>
      <Unread scenario={scenario} steps={steps} />
      <div className={selected ? styles.split : undefined}>
        <div className={styles.canvas}>
          <Diagram
            steps={steps}
            figures={shown.id ? shown.figures : undefined}
            selected={selected?.id}
            onSelect={select}
            onAdd={may ? setPlace : undefined}
            onMove={may ? move : undefined}
            onRemove={may ? remove : undefined}
          />
          <RunDock shown={shown} />
        </div>
        <Side opened={!!selected} title={selected ? titleOf(selected) : ''} onClose={shut}>
          {selected && (
            <SidePanel
              key={selected.key}
              step={selected}
              steps={steps}
              run={shown.id}
              focus={focus}
              onClose={shut}
              onRemove={remove}
              onAdd={setPlace}
            />
          )}
        </Side>
      </div>
      <ModulePicker
        opened={place !== undefined}
        onClose={() => setPlace(undefined)}
        trigger={place?.after === 0 && place.router === undefined}
        title={place && addLabel(steps, place)}
        onPick={(module) => {
          if (place) add(module, place)
          setPlace(undefined)
        }}
      />
    </>
  )
}

/** Beside the diagram where there is room, above it where there is none. */
function Side(props: {
  opened: boolean
  title: string
  onClose: () => void
  children: React.ReactNode
}) {
  const narrow = useMediaQuery('(max-width: 900px)', undefined, { getInitialValueInEffect: false })
  if (!narrow) return props.opened ? <div className={styles.side}>{props.children}</div> : null
  return (
    <Drawer.Root
      opened={props.opened}
      onClose={props.onClose}
      position="right"
      size="100%"
      padding={0}
    >
      <Drawer.Overlay />
      <Drawer.Content aria-label={props.title}>
        <Drawer.Body>{props.children}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  )
}

/** Says where the file holds what a diagram cannot show. */
function Unread({ scenario, steps }: { scenario: ScenarioDetail; steps: readonly Step[] }) {
  const [, change] = useAddress()
  const fault = scenario.faults.find((each) => (each.line ?? 0) > 0)
  if (steps.length > 0 || !fault || Array.isArray(scenario.document.flow)) return null
  return (
    <Alert
      variant="light"
      color="gray"
      icon={<FileWarning size={18} aria-hidden />}
      title="The file holds what cannot be drawn"
    >
      {fault.message}{' '}
      <button
        type="button"
        className={styles.linked}
        onClick={() => change({ tab: 'yaml', line: String(fault.line) })}
      >
        Look at line {fault.line}
      </button>
    </Alert>
  )
}

function useAdding(
  scenario: ScenarioDetail,
  done: (id: number) => void,
): (module: ModuleFacts, place: Place) => void {
  const { edit } = useEditing()
  const now = useRef(done)
  now.current = done
  return (module, place) => {
    const connection = aliasFor(scenario, module)
    edit({
      ask: (headers) =>
        addModule({
          path: { scenario_id: scenario.id },
          body: {
            module: { module: module.name, ...(connection ? { connection } : {}) },
            ...place,
            note: `Added ${module.label}.`,
          },
          headers,
        }),
      said: `Added ${module.label}.`,
      undo: true,
      done: (told) => {
        const added = addedTo(scenario.document, told.document)
        if (added) now.current(added)
      },
    })
  }
}

/** Where the focus was before the panel was opened. */
function focusOn(step: Step): void {
  requestAnimationFrame(() => {
    document.querySelector<HTMLElement>(`[data-step="${CSS.escape(step.key)}"]`)?.focus()
  })
}
