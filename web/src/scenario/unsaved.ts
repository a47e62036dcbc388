/** What is changed on a page and not saved yet. */
import { useEffect, useState } from 'react'

type Unsaved<Value> = {
  value: Value
  set: (value: Value | ((now: Value) => Value)) => void
  /** What it was changed from, and the version that held it. */
  saved: Value
  from: number
  changed: boolean
  undo: () => void
  /** The value that was just sent is what is saved now, in this version. */
  keep: (version: number) => void
}

/** `same` says whether two values are written alike, and stays the same function. */
export function useUnsaved<Value>(
  saved: Value,
  version: number,
  same: (one: Value, other: Value) => boolean,
): Unsaved<Value> {
  const [base, setBase] = useState({ saved, version })
  const [value, set] = useState(saved)
  const changed = !same(base.saved, value)
  useEffect(() => {
    // What nobody has touched here follows what is saved elsewhere.
    if (changed || base.version === version) return
    setBase({ saved, version })
    set(saved)
  }, [changed, base.version, version, saved])
  return {
    value,
    set,
    saved: base.saved,
    from: base.version,
    changed,
    undo: () => set(base.saved),
    keep: (made) => setBase({ saved: value, version: made }),
  }
}
