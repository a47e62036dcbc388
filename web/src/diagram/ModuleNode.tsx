/** A module on the canvas: its disc, what it is called, and how a run went there. */
import { Handle, type Node, type NodeProps, Position } from '@xyflow/react'
import { TriangleAlert, Zap } from 'lucide-react'
import { AddButton } from './AddButton'
import { Bubble } from './Bubble'
import { figureSaid } from './figures'
import { stepSaid, useFigure, useFlow } from './flow'
import { LinkLabel } from './LinkLabel'
import { DISC, MIDDLE, type Spot, STUB, WIDTH } from './layout'
import styles from './ModuleNode.module.css'
import { Sign } from './Sign'
import { StepMenu } from './StepMenu'
import type { Step } from './steps'

export type ModuleNodeType = Node<{ spot: Spot }, 'module'>

const LEFT = (WIDTH - DISC) / 2

export function ModuleNode({ data: { spot } }: NodeProps<ModuleNodeType>) {
  const { onAdd } = useFlow()
  return (
    <div className={styles.node} style={{ width: WIDTH }}>
      <Handle
        type="target"
        position={Position.Left}
        className={styles.handle}
        style={{ top: MIDDLE, left: LEFT }}
      />
      {spot.entry && (spot.entry.from || onAdd) && (
        <div
          className={spot.entry.from ? styles.entry : `${styles.entry} ${styles.begin}`}
          style={{ left: spot.entry.x, top: MIDDLE }}
        >
          <LinkLabel link={spot.entry} />
        </div>
      )}
      {spot.step && <Module step={spot.step} />}
      {spot.end && spot.step && onAdd && (
        <div className={styles.end} style={{ left: LEFT + DISC + STUB, top: MIDDLE }}>
          <AddButton place={spot.end} />
        </div>
      )}
      <Handle
        type="source"
        position={Position.Right}
        className={styles.handle}
        style={{ top: MIDDLE, left: LEFT + DISC }}
      />
    </div>
  )
}

function Module({ step }: { step: Step }) {
  const { selected, onSelect } = useFlow()
  const figure = useFigure(step)
  const chosen = selected === step.id
  return (
    <div className={styles.module}>
      <div className={styles.round}>
        <button
          type="button"
          className={`${styles.button} nopan`}
          data-step={step.key}
          aria-label={stepSaid(step, figure ? figureSaid(figure) : '')}
          aria-pressed={onSelect ? chosen : undefined}
          onClick={() => onSelect?.(step.id)}
        >
          <Sign of={step} size={DISC} />
        </button>
        <span className={styles.number} aria-hidden>
          {step.id}
        </span>
        {step.faults.length > 0 && (
          <span className={styles.fault} aria-hidden>
            <TriangleAlert size={13} strokeWidth={2.5} />
          </span>
        )}
        {figure && (
          <span className={styles.bubble}>
            <Bubble figure={figure} />
          </span>
        )}
        <span className={styles.menu}>
          <StepMenu step={step} />
        </span>
      </div>
      <Caption step={step} />
    </div>
  )
}

/** For the eye; the button says all of it. */
function Caption({ step }: { step: Step }) {
  const fault = step.faults[0]
  return (
    <div className={styles.caption} aria-hidden>
      <span className={styles.label} title={step.label}>
        {step.label}
      </span>
      {step.instant && (
        <span className={styles.instant}>
          <Zap size={11} /> instant
        </span>
      )}
      {fault ? (
        <span className={styles.wrong} title={step.faults.map((one) => one.message).join('\n')}>
          {fault.message}
        </span>
      ) : (
        step.note && (
          <span className={styles.note} title={step.note}>
            {step.note}
          </span>
        )
      )}
    </div>
  )
}
