/** Lines that are added, removed and moved, each with a key that goes with it. */
import { useState } from 'react'

let made = 0

export type Keyed = { key: number; fresh: boolean }

/** Keys for so many lines; `moved` says what became of them before their values change. */
export function useKeys(count: number): [Keyed[], (change: (keys: Keyed[]) => Keyed[]) => void] {
  const [keys, setKeys] = useState<Keyed[]>(() => fill([], count))
  const fit = keys.length === count ? keys : fill(keys, count)
  if (fit !== keys) setKeys(fit)
  return [fit, (change) => setKeys(change(fit))]
}

function fill(keys: Keyed[], count: number): Keyed[] {
  const more = Math.max(count - keys.length, 0)
  return [...keys.slice(0, count), ...Array.from({ length: more }, () => newKey(false))]
}

export function newKey(fresh: boolean): Keyed {
  made += 1
  return { key: made, fresh }
}

export function without<One>(list: readonly One[], at: number): One[] {
  return list.filter((_, index) => index !== at)
}

export function moved<One>(list: readonly One[], from: number, to: number): One[] {
  const rest = without(list, from)
  return [...rest.slice(0, to), ...list.slice(from, from + 1), ...rest.slice(to)]
}

export function replaced<One>(list: readonly One[], at: number, one: One): One[] {
  return list.map((old, index) => (index === at ? one : old))
}
