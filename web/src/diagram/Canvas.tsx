/** The diagram as a drawing; it is loaded when the first one is shown. */
import '@xyflow/react/dist/base.css'
import { MiniMap, Position, ReactFlow, ReactFlowProvider } from '@xyflow/react'
import { useMemo } from 'react'
import styles from './Canvas.module.css'
import { FlowEdge, type FlowEdgeType } from './FlowEdge'
import { useFlow } from './flow'
import { DISC, HEIGHT, type Laid, laidOut, MIDDLE, WIDTH } from './layout'
import { ModuleNode, type ModuleNodeType } from './ModuleNode'
import { ROUTER, titleOf } from './steps'
import { useKeys } from './useKeys'
import { hasOverview, useView } from './useView'
import { SMALLEST } from './view'
import { Zoom } from './Zoom'

const NODES = { module: ModuleNode }
const EDGES = { flow: FlowEdge }
const LARGE = 60
const MAP = { width: 168, height: 84 }
const LEFT = (WIDTH - DISC) / 2
const NOTHING_PRESSED = null

export default function Canvas() {
  const { steps } = useFlow()
  const laid = useMemo(() => laidOut(steps), [steps])
  return (
    <ReactFlowProvider>
      <Drawn laid={laid} />
    </ReactFlowProvider>
  )
}

function Drawn({ laid }: { laid: Laid }) {
  const { figures } = useFlow()
  const nodes = useMemo(() => nodesOf(laid), [laid])
  const edges = useMemo(() => edgesOf(laid, figures), [laid, figures])
  const view = useView(laid)
  const keys = useKeys(laid, view)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it listens to the keys of what is in it
    <div
      className={styles.canvas}
      style={{ height: view.height }}
      ref={view.box}
      onKeyDown={keys.onKeyDown}
      onFocus={keys.onFocus}
    >
      <ReactFlow
        aria-label="Diagram"
        nodes={nodes}
        edges={edges}
        nodeTypes={NODES}
        edgeTypes={EDGES}
        onInit={view.onInit}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        deleteKeyCode={NOTHING_PRESSED}
        selectionKeyCode={NOTHING_PRESSED}
        multiSelectionKeyCode={NOTHING_PRESSED}
        panActivationKeyCode={NOTHING_PRESSED}
        zoomOnScroll={false}
        zoomOnDoubleClick={false}
        preventScrolling={false}
        minZoom={SMALLEST}
        maxZoom={1.6}
        onlyRenderVisibleElements={laid.spots.length > LARGE}
        attributionPosition="bottom-center"
      >
        <Zoom fit={view.fit} />
        {hasOverview(laid) && (
          <MiniMap
            pannable
            zoomable
            ariaLabel="Overview of the diagram"
            className={styles.map}
            style={MAP}
            nodeClassName={styles.spot}
            nodeBorderRadius={WIDTH}
            position="bottom-right"
          />
        )}
      </ReactFlow>
    </div>
  )
}

function nodesOf({ spots }: Laid): ModuleNodeType[] {
  return spots.map((spot) => ({
    id: spot.key,
    type: 'module',
    position: { x: spot.x, y: spot.y },
    width: WIDTH,
    height: HEIGHT,
    data: { spot },
    // The wrapper has no role that it could describe; the button in it says everything.
    domAttributes: { 'aria-roledescription': undefined },
    handles: [
      { type: 'target', position: Position.Left, x: LEFT, y: MIDDLE, width: 1, height: 1 },
      { type: 'source', position: Position.Right, x: LEFT + DISC, y: MIDDLE, width: 1, height: 1 },
    ],
  }))
}

function edgesOf({ spots }: Laid, figures: ReturnType<typeof useFlow>['figures']): FlowEdgeType[] {
  return spots.flatMap(({ key, x, entry }) => {
    const { from, to, route } = entry ?? {}
    if (!entry || !from) return []
    const outcome = to && figures?.[to.id]?.outcome
    const filter = entry.filter && `, filter ${entry.filter}`
    return [
      {
        id: `${from.key}>${key}`,
        type: 'flow' as const,
        source: from.key,
        target: key,
        ariaLabel: `From ${titleOf(from)} to ${to ? titleOf(to) : 'an empty route'}${filter}`,
        data: {
          bend: x + entry.x - entry.width / 2 - 8,
          fallback: route?.of.fallback ?? false,
          idle: to?.kind !== ROUTER && (outcome === 'none' || (figures && !outcome) || false),
        },
      },
    ]
  })
}
