/** How a scenario is changed: each change names the version that was read, and makes the next one. */
import { createContext, useContext } from 'react'
import type { ScenarioDetail } from '../api/generated'

/** The version that a change was made from; `*` counts whatever is there. */
export type Read = { 'If-Match': string }

export type Edit = {
  /** Sends the change; asked again with another version where somebody else was quicker. */
  ask: (headers: Read) => Promise<{ data: ScenarioDetail }>
  /** The version that the change was made from; that on the page where none is named. */
  from?: number
  /** Whether it replaces the whole file, and so what was changed here meanwhile. */
  whole?: boolean
  /** What is said when it is done. */
  said?: string
  /** Whether what is said offers to take it back. */
  undo?: boolean
  done?: (told: ScenarioDetail) => void
  /** Gives up what was changed, where the other's change is to count. */
  letGo?: () => void
}

/** Saves what is changed and not saved yet; then goes on with what the scenario is now. */
export type Saving = (then?: (told: ScenarioDetail) => void) => void

export type Editing = {
  scenario: ScenarioDetail
  /** Whether whoever is signed in may change scenarios at all. */
  may: boolean
  busy: boolean
  edit: (edit: Edit) => void
  /** What has to be saved before a run, so that what is seen is what runs. */
  unsaved: Saving | null
  hold: (unsaved: Saving | null) => void
}

export const EditingContext = createContext<Editing | null>(null)

export function useEditing(): Editing {
  const editing = useContext(EditingContext)
  if (!editing) throw new Error('useEditing stands within a scenario')
  return editing
}

export function tag(version: number): string {
  return `"${version}"`
}

/** Which version each of this page's changes made, by the one that it was made from. */
export type Made = ReadonlyMap<number, number>

/** The version that a change names: what this page changed since then is nobody else's. */
export function readBy({ from, whole }: Edit, newest: number, made: Made): number {
  let version = from ?? newest
  if (whole) return version
  for (let next = made.get(version); next !== undefined; next = made.get(version)) version = next
  return version
}
