/** Where the focus was before a menu or a dialog took it, it is again when that is gone. */
import { useEffect } from 'react'

const OVER = '[role=dialog], [role=menu]'

/** Of each menu and dialog, what had the focus before. */
const before = new WeakMap<Element, Element>()

/** What of it is still there: a dialog may have been opened from a menu that has closed since. */
function stillThere(over: Element): Element | null {
  const at = before.get(over)
  if (!at) return document.getElementById('content')
  if (at.isConnected) return at
  const from = at.closest(OVER)
  before.delete(over) // so that two that were opened from each other end somewhere
  return from ? stillThere(from) : document.getElementById('content')
}

export function useReturning(): void {
  useEffect(() => {
    let last: Element | null = null
    let over: Element | null = null
    const gone = new MutationObserver(() => {
      if (!over || over.isConnected) return
      const to = document.activeElement === document.body ? stillThere(over) : null
      over = null
      gone.disconnect()
      if (to instanceof HTMLElement) to.focus({ preventScroll: true })
    })
    const came = ({ target }: FocusEvent) => {
      if (!(target instanceof Element)) return
      over = target.closest(OVER)
      gone.disconnect()
      const place = over?.closest('[data-portal]')
      if (over && place) {
        if (last && !over.contains(last) && !before.has(over)) before.set(over, last)
        gone.observe(place, { childList: true, subtree: true })
      }
      last = target
    }
    document.addEventListener('focusin', came)
    return () => {
      document.removeEventListener('focusin', came)
      gone.disconnect()
    }
  }, [])
}
