/** The part of the drawing that is seen, and what moves it. */
import { useReactFlow, type Viewport } from '@xyflow/react'
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useFlow } from './flow'
import type { Laid, Spot } from './layout'
import { beginning, heightFor, including, whole } from './view'

const MANY = 12
const FOOT = 96
const FADE = { duration: 160 }

type Movable = { setViewport: (to: Viewport) => Promise<boolean> }

export type View = {
  box: React.RefObject<HTMLDivElement | null>
  height: number
  fit: () => void
  onInit: (flow: Movable) => void
  /** Bring a module and what is beside it into sight. */
  reveal: (spot: Spot) => Promise<void>
}

/** Of many modules there is a small map in the corner. */
export function hasOverview(laid: Laid): boolean {
  return laid.spots.length > MANY
}

export function useView(laid: Laid): View {
  const { selected } = useFlow()
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box)
  const flow = useReactFlow()
  const foot = hasOverview(laid) ? FOOT : 0
  const height = heightFor(laid, width, foot)
  const frame = useMemo(() => ({ width, height, foot }), [width, height, foot])
  const chosen = laid.spots.find((spot) => spot.step && spot.step.id === selected)
  const begin = useCallback(
    (to: Movable) => {
      if (width === 0) return
      const seen = beginning(laid, frame)
      void to.setViewport(chosen ? including(seen, chosen, frame) : seen)
    },
    [laid, width, frame, chosen],
  )
  const fit = useCallback(() => {
    void flow.setViewport(whole(laid, frame), FADE)
  }, [flow, laid, frame])
  const reveal = useCallback(
    async (spot: Spot) => {
      const seen = flow.getViewport()
      const to = including(seen, spot, frame)
      if (to.x !== seen.x || to.y !== seen.y) await flow.setViewport(to)
    },
    [flow, frame],
  )
  // A module came or went, or the window changed: what is seen begins anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another extent moves the view
  useEffect(() => begin(flow), [laid.width, laid.height, width])
  // It may have been chosen elsewhere, where its place on the drawing was not seen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another choice moves the view
  useEffect(() => {
    if (chosen && width > 0) void reveal(chosen)
  }, [chosen?.key])
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
