/** What is said of a diagram that changes by itself, and where the focus goes when modules do. */
import { type RefObject, useEffect, useRef, useState } from 'react'
import { runSaid } from './figures'
import { useFlow } from './flow'
import { flat } from './steps'

const PAUSE = 1500

/** Tells how a run goes on, not more often than somebody can listen to. */
export function RunSaid() {
  const { figures } = useFlow()
  const [said, say] = useState('')
  const now = figures ? runSaid(figures) : ''
  const newest = useRef(now)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  useEffect(() => {
    newest.current = now
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      say(newest.current)
    }, PAUSE)
  }, [now])
  useEffect(
    () => () => {
      clearTimeout(timer.current)
      timer.current = undefined
    },
    [],
  )
  return (
    <div role="status" className="hidden">
      {said}
    </div>
  )
}

/** When the module that had the focus is gone, its nearest neighbour has it. */
export function useFocusKept(): RefObject<HTMLElement | null> {
  const { steps } = useFlow()
  const box = useRef<HTMLElement>(null)
  const had = useRef<{ key: string; at: number } | null>(null)
  useEffect(() => {
    const remember = (event: FocusEvent) => {
      const key = event.target instanceof HTMLElement ? event.target.dataset.step : undefined
      if (key === undefined) return
      had.current = { key, at: flat(steps).findIndex((step) => step.key === key) }
    }
    const at = box.current
    at?.addEventListener('focusin', remember)
    return () => at?.removeEventListener('focusin', remember)
  }, [steps])
  useEffect(() => {
    const all = flat(steps)
    const last = had.current
    if (!last || document.activeElement !== document.body) return
    if (all.some((step) => step.key === last.key)) return
    const near = all[Math.max(0, last.at - 1)]
    had.current = null
    if (near) buttonIn(box.current, near.key)?.focus()
  }, [steps])
  return box
}

function buttonIn(box: HTMLElement | null, key: string): HTMLElement | null {
  return box?.querySelector(`[data-step="${CSS.escape(key)}"]`) ?? null
}
