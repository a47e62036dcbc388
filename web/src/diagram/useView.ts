/** What part of a drawing is seen: all of it where it can be read so, else its beginning. */
import { type ReactFlowInstance, useReactFlow } from '@xyflow/react'
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { HEIGHT, type Laid, type Spot, WIDTH } from './layout'

const READABLE = 0.7
const LARGEST = 1
const CLOSE = 0.9
const EDGE = { left: 56, right: 72, top: 60, bottom: 32 }
const LOWEST = 264
const HIGHEST = 560
const FADE = { duration: 160 }

type Movable = Pick<ReactFlowInstance, 'setViewport'>

export type View = {
  box: React.RefObject<HTMLDivElement | null>
  height: number
  fit: () => void
  onInit: (flow: Movable) => void
  /** Bring a module and its neighbours into sight. */
  reveal: (spot: Spot) => Promise<void>
}

export function useView(laid: Laid): View {
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box)
  const flow = useReactFlow()
  const height = heightFor(laid, width)
  const begin = useCallback(
    (to: Movable) => {
      if (width > 0) void to.setViewport(beginning(laid, width, height))
    },
    [laid, width, height],
  )
  const fit = useCallback(() => {
    void flow.setViewport(whole(laid, width, height), FADE)
  }, [flow, laid, width, height])
  const reveal = useCallback(
    async (spot: Spot) => {
      const { x, y, zoom } = flow.getViewport()
      const left = spot.x * zoom + x
      const top = spot.y * zoom + y
      const neighbours = WIDTH * zoom * 0.4
      const across = left > neighbours && left + WIDTH * zoom + neighbours < width
      if (across && top > 0 && top + HEIGHT * zoom < height) return
      await flow.setCenter(spot.x + WIDTH / 2, spot.y + HEIGHT / 2, { zoom })
    },
    [flow, width, height],
  )
  // A module came or went, or the window changed: what is seen begins anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another extent moves the view
  useEffect(() => begin(flow), [laid.width, laid.height, width])
  return { box, height, fit, onInit: begin, reveal }
}

function useWidth(box: View['box']): number {
  const [width, set] = useState(0)
  useLayoutEffect(() => {
    const at = box.current
    if (!at) return
    const look = () => set(at.clientWidth)
    look()
    const watch = new ResizeObserver(look)
    watch.observe(at)
    return () => watch.disconnect()
  }, [box])
  return width
}

/** As high as what is drawn, within bounds. */
function heightFor(laid: Laid, width: number): number {
  const across = (width - EDGE.left - EDGE.right) / Math.max(1, laid.width)
  const zoom = across < READABLE ? CLOSE : Math.min(LARGEST, across)
  const wanted = laid.height * zoom + EDGE.top + EDGE.bottom
  return Math.round(Math.min(HIGHEST, Math.max(LOWEST, wanted)))
}

type Viewport = { x: number; y: number; zoom: number }

function zoomFor(laid: Laid, width: number, height: number): number {
  const across = (width - EDGE.left - EDGE.right) / Math.max(1, laid.width)
  const down = (height - EDGE.top - EDGE.bottom) / Math.max(1, laid.height)
  return Math.min(LARGEST, across, down)
}

function whole(laid: Laid, width: number, height: number): Viewport {
  const zoom = Math.max(0.2, zoomFor(laid, width, height))
  return {
    zoom,
    x: Math.max(EDGE.left, (width - laid.width * zoom) / 2),
    y: Math.max(EDGE.top, (height - laid.height * zoom) / 2),
  }
}

function beginning(laid: Laid, width: number, height: number): Viewport {
  if (zoomFor(laid, width, height) >= READABLE) return whole(laid, width, height)
  const zoom = CLOSE
  const first = laid.spots[0]
  const middle = ((first?.y ?? 0) + HEIGHT / 2) * zoom
  const fits = laid.height * zoom <= height - EDGE.top
  return { zoom, x: 24, y: fits ? (height - laid.height * zoom) / 2 : height / 2 - middle }
}
