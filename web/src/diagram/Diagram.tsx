/** A scenario's modules, as a drawing or as a list; which of them is in the address. */
import { SegmentedControl } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useAddress } from '../ui/address'
import { Loaded } from '../ui/Loaded'
import styles from './Diagram.module.css'
import { drawingOptions, NARROW } from './drawing'
import { FlowContext, type FlowWorld, useFlow } from './flow'
import { MoveDialog } from './MoveDialog'
import { Listed } from './Outline'
import type { FlowProps } from './props'
import { RunSaid, useFocusKept } from './spoken'
import type { Step } from './steps'

const VIEWS = [
  { value: 'canvas', label: 'Canvas' },
  { value: 'outline', label: 'Outline' },
]

export function Diagram({
  steps,
  figures,
  selected,
  onSelect,
  onAdd,
  onMove,
  onRemove,
}: FlowProps) {
  const [moving, move] = useState<Step | null>(null)
  const world = useMemo<FlowWorld>(
    () => ({ steps, figures, selected, onSelect, onAdd, onMove, onRemove, onWhere: move }),
    [steps, figures, selected, onSelect, onAdd, onMove, onRemove],
  )
  return (
    <FlowContext value={world}>
      {steps.length === 0 ? <Nothing /> : <Views />}
      <RunSaid />
      <MoveDialog step={moving} onClose={() => move(null)} />
    </FlowContext>
  )
}

function Views() {
  const [{ view }, change] = useAddress()
  const small = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false })
  const usual = small ? 'outline' : 'canvas'
  const shown = view === 'outline' || view === 'canvas' ? view : usual
  const box = useFocusKept()
  return (
    <section className={styles[shown]} aria-label="Modules and their links" ref={box} data-outline>
      <SegmentedControl
        className={styles.switch}
        classNames={{ indicator: styles.chosen }}
        size="xs"
        aria-label="View"
        data={VIEWS}
        value={shown}
        onChange={(wanted) => change({ view: wanted === usual ? '' : wanted }, { replace: true })}
      />
      {shown === 'outline' ? <Listed /> : <Drawing />}
    </section>
  )
}

/** The drawing, whose code is large; a Suspense would keep what it shows meanwhile for 300 ms. */
function Drawing() {
  const canvas = useQuery(drawingOptions)
  return (
    <Loaded query={canvas} lines={6}>
      {({ default: Canvas }) => <Canvas />}
    </Loaded>
  )
}

function Nothing() {
  const { onAdd } = useFlow()
  return (
    <div className={styles.nothing}>
      {onAdd ? (
        <button type="button" className={styles.first} onClick={() => onAdd({ after: 0 })}>
          <span className={styles.plus} aria-hidden>
            <Plus size={32} />
          </span>
          Add the first module
        </button>
      ) : (
        <strong>This scenario has no modules yet</strong>
      )}
      <p className="muted small">
        A scenario begins with a trigger, which starts it when something happens, or with any other
        module, which works whenever the scenario is started.
      </p>
    </div>
  )
}
