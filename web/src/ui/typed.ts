/** A text of the address that is typed: it gets there when the fingers rest. */
import { useEffect, useRef, useState } from 'react'
import { useAddress } from './address'

const REST = 250 // milliseconds

export function useTyped(name: string): [string, (text: string) => void] {
  const [address, change] = useAddress()
  const there = address[name] ?? ''
  const [typed, setTyped] = useState(there)
  const resting = useRef<ReturnType<typeof setTimeout>>(undefined)
  // Going back, or taking all filters away, changes what is written in the field too.
  useEffect(() => {
    if (resting.current !== undefined) return
    setTyped((text) => (text.trim() === there ? text : there))
  }, [there])
  useEffect(() => () => clearTimeout(resting.current), [])
  const type = (text: string) => {
    setTyped(text)
    clearTimeout(resting.current)
    resting.current = setTimeout(() => {
      resting.current = undefined
      change({ [name]: text.trim() }, { replace: true })
    }, REST)
  }
  return [typed, type]
}
