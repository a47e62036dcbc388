/** A new page begins at its top for those who read by voice or keyboard too, and says its name. */
import { useRouterState } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'

export function Arrival() {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname ?? '' })
  const [said, setSaid] = useState('')
  const first = useRef(true)
  useEffect(() => {
    if (!path) return
    if (first.current) {
      first.current = false
      return
    }
    document.getElementById('content')?.focus({ preventScroll: true })
  }, [path])
  useEffect(() => {
    const title = document.querySelector('title')
    if (!title) return
    const heard = new MutationObserver(() => setSaid(document.title))
    heard.observe(title, { childList: true })
    return () => heard.disconnect()
  }, [])
  return (
    <div aria-live="polite" className="hidden">
      {said}
    </div>
  )
}
