/** Copies a text, over plain http too, where browsers keep their clipboard from pages. */
import { useCallback, useEffect, useRef, useState } from 'react'

const SHOWN = 1500 // milliseconds for which it is said that it was copied

export function useCopying(text: string): { copied: boolean; copy: () => void } {
  const [copied, setCopied] = useState(false)
  const shown = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(shown.current), [])
  const copy = useCallback(() => {
    const done = () => {
      clearTimeout(shown.current)
      setCopied(true)
      shown.current = setTimeout(() => setCopied(false), SHOWN)
    }
    const other = () => copiedByEvent(text) && done()
    if (!navigator.clipboard) other()
    else void navigator.clipboard.writeText(text).then(done, other)
  }, [text])
  return { copied, copy }
}

function copiedByEvent(text: string): boolean {
  let taken = false
  const fill = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
    event.stopPropagation()
    taken = true
  }
  document.addEventListener('copy', fill, { capture: true, once: true })
  document.execCommand('copy')
  document.removeEventListener('copy', fill, { capture: true })
  return taken
}
