/** Keys that do something anywhere: none of them is pressed while somebody types. */
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { PLACES } from './places'

const APPLE = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '')
export const MOD = APPLE ? '⌘' : 'Ctrl'
const PATIENCE = 1000 // milliseconds between the two keys of a jump

/** "g" and then the first letter of a place that no place before it has. */
export const JUMPS: ReadonlyMap<string, { to: string; label: string }> = jumps()

function jumps(): Map<string, { to: string; label: string }> {
  const found = new Map<string, { to: string; label: string }>()
  for (const place of PLACES) {
    const key = [...place.label.toLowerCase()].find((letter) => !found.has(letter))
    if (key) found.set(key, place)
  }
  return found
}

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>

export type Meant = 'find' | 'help' | 'go' | { to: string } | null

/** What a key means; `going` says that "g" came just before. */
export function meant(pressed: Pressed, typing: boolean, going: boolean): Meant {
  const key = pressed.key.toLowerCase()
  if ((pressed.ctrlKey || pressed.metaKey) && key === 'k' && !pressed.altKey) return 'find'
  if (typing || pressed.ctrlKey || pressed.metaKey || pressed.altKey) return null
  if (key === '?') return 'help'
  if (going) return JUMPS.get(key) ?? null
  return key === 'g' ? 'go' : null
}

const TYPED =
  'input, textarea, select, [contenteditable], [role=dialog], [role=menu], [role=listbox], [role=tree], [role=application], .react-flow'

export function useShortcuts({ find, help }: { find: () => void; help: () => void }): void {
  const navigate = useNavigate()
  const went = useRef(0)
  useEffect(() => {
    const heard = (event: KeyboardEvent) => {
      const typing = event.target instanceof Element && event.target.closest(TYPED) !== null
      const what = meant(event, typing, event.timeStamp - went.current < PATIENCE)
      went.current = what === 'go' ? event.timeStamp : -PATIENCE
      if (what === null || event.defaultPrevented) return
      event.preventDefault()
      if (what === 'find') find()
      else if (what === 'help') help()
      else if (what !== 'go') void navigate({ to: what.to })
    }
    went.current = -PATIENCE
    window.addEventListener('keydown', heard)
    return () => window.removeEventListener('keydown', heard)
  }, [find, help, navigate])
}
