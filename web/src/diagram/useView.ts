/** What part of a drawing is seen: all of it where it can be read so, else its beginning. */
import { type ReactFlowInstance, useReactFlow } from '@xyflow/react'
import { useCallback, useEffect, useRef } from 'react'
import { HEIGHT, type Laid, type Spot, WIDTH } from './layout'

const READABLE = 0.62
const LARGEST = 1
const EDGE = { left: 56, right: 72, top: 40, bottom: 40 }
const LOWEST = 280
const HIGHEST = 560
const FADE = { duration: 160 }

export type View = {
  box: React.RefObject<HTMLDivElement | null>
  height: number
  fit: () => void
  onInit: (flow: Pick<ReactFlowInstance, 'setViewport'>) => void
  /** Bring a module and its neighbours into sight. */
  reveal: (spot: Spot) => Promise<void>
}

export function useView(laid: Laid): View {
  const box = useRef<HTMLDivElement>(null)
  const flow = useReactFlow()
  const height = Math.round(
    Math.min(HIGHEST, Math.max(LOWEST, laid.height + EDGE.top + EDGE.bottom)),
  )
  const begin = useCallback(
    (to: Pick<ReactFlowInstance, 'setViewport'>) => {
      void to.setViewport(beginning(laid, box.current?.clientWidth ?? 0, height))
    },
    [laid, height],
  )
  const fit = useCallback(() => {
    void flow.setViewport(whole(laid, box.current?.clientWidth ?? 0, height), FADE)
  }, [flow, laid, height])
  const reveal = useCallback(
    async (spot: Spot) => {
      const width = box.current?.clientWidth ?? 0
      const { x, y, zoom } = flow.getViewport()
      const left = spot.x * zoom + x
      const top = spot.y * zoom + y
      const inside =
        left > WIDTH * zoom * 0.4 &&
        left + WIDTH * zoom * 1.4 < width &&
        top > 0 &&
        top + HEIGHT * zoom < height
      if (inside) return
      const middle = { x: spot.x + WIDTH / 2, y: spot.y + HEIGHT / 2 }
      await flow.setCenter(middle.x, middle.y, { zoom })
    },
    [flow, height],
  )
  useRefit(laid, box, begin)
  return { box, height, fit, onInit: begin, reveal }
}

/** A module came or went, or the window changed: what is seen begins anew. */
function useRefit(
  laid: Laid,
  box: View['box'],
  begin: (to: Pick<ReactFlowInstance, 'setViewport'>) => void,
): void {
  const flow = useReactFlow()
  const { width, height } = laid
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another extent moves the view
  useEffect(() => begin(flow), [width, height])
  useEffect(() => {
    const at = box.current
    if (!at) return
    let seen = at.clientWidth
    const watch = new ResizeObserver(() => {
      if (Math.abs(at.clientWidth - seen) < 2) return
      seen = at.clientWidth
      begin(flow)
    })
    watch.observe(at)
    return () => watch.disconnect()
  }, [box, begin, flow])
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
  const zoom = 0.8
  const first = laid.spots[0]
  const middle = ((first?.y ?? 0) + HEIGHT / 2) * zoom
  const fits = laid.height * zoom <= height - EDGE.top
  return { zoom, x: 24, y: fits ? (height - laid.height * zoom) / 2 : height / 2 - middle }
}
