/** The keys of the drawing: arrows go to the next module, Delete asks to remove, +, − and 1 zoom. */
import { useReactFlow } from '@xyflow/react'
import { type FocusEvent, type KeyboardEvent, useCallback } from 'react'
import { useFlow } from './flow'
import type { Laid, Spot } from './layout'
import { neighbour, type Way } from './neighbours'
import type { View } from './useView'

const WAYS: Record<string, Way> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
}

const FRAMES = 30

type Keys = {
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
  onFocus: (event: FocusEvent<HTMLElement>) => void
}

export function useKeys(laid: Laid, view: View): Keys {
  const { onRemove } = useFlow()
  const { zoomIn, zoomOut } = useReactFlow()
  const go = useCallback(
    async (spot: Spot) => {
      await view.reveal(spot)
      focusSoon(view, spot.key, FRAMES)
    },
    [view],
  )
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const spot = spotAt(laid, event.target)
    const way = WAYS[event.key]
    const zoom = { '+': zoomIn, '=': zoomIn, '-': zoomOut, '1': view.fit }[event.key]
    if (spot && way) {
      const to = neighbour(laid.spots, spot, way)
      if (to) void go(to)
    } else if (spot?.step && (event.key === 'Delete' || event.key === 'Backspace')) {
      onRemove?.(spot.step.id)
    } else if (zoom) {
      void zoom()
    } else {
      return
    }
    event.preventDefault()
  }
  const onFocus = (event: FocusEvent<HTMLElement>) => {
    const spot = spotAt(laid, event.target)
    if (spot && event.target.matches(':focus-visible')) void view.reveal(spot)
  }
  return { onKeyDown, onFocus }
}

/** The module whose button this is. */
function spotAt(laid: Laid, target: EventTarget): Spot | undefined {
  const key = target instanceof HTMLElement ? target.dataset.step : undefined
  return key === undefined ? undefined : laid.spots.find((spot) => spot.key === key)
}

/** What was out of sight is drawn some frames after it has come into sight. */
function focusSoon(view: View, key: string, frames: number): void {
  const button = buttonOf(view, key)
  if (button) button.focus({ preventScroll: true })
  else if (frames > 0) requestAnimationFrame(() => focusSoon(view, key, frames - 1))
}

function buttonOf(view: View, key: string): HTMLElement | null {
  return view.box.current?.querySelector(`[data-step="${CSS.escape(key)}"]`) ?? null
}
