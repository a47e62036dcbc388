/** The line into a module: it bends before what stands on it, and is straight from there on. */
import { BaseEdge, type Edge, type EdgeProps } from '@xyflow/react'
import styles from './FlowEdge.module.css'

export type FlowEdgeType = Edge<{ bend: number; fallback: boolean; idle: boolean }, 'flow'>

export function FlowEdge({
  id,
  sourceX,
  sourceY,
  targetX,
  targetY,
  data,
}: EdgeProps<FlowEdgeType>) {
  const bend = data?.bend ?? targetX
  const look = [styles.edge, data?.fallback && styles.fallback, data?.idle && styles.idle]
  return (
    <BaseEdge
      id={id}
      path={pathOf(sourceX, sourceY, targetX, targetY, bend)}
      className={look.filter(Boolean).join(' ')}
      interactionWidth={0}
    />
  )
}

function pathOf(x: number, y: number, toX: number, toY: number, bend: number): string {
  if (Math.abs(y - toY) < 1) return `M ${x} ${y} H ${toX}`
  const middle = (x + bend) / 2
  return `M ${x} ${y} C ${middle} ${y} ${middle} ${toY} ${bend} ${toY} H ${toX}`
}
