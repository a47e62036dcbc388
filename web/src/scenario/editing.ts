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
  /** What is said when it is done. */
  said?: string
  /** Whether what is said offers to take it back. */
  undo?: boolean
  done?: (told: ScenarioDetail) => void
}

export type Editing = {
  scenario: ScenarioDetail
  /** Whether whoever is signed in may change scenarios at all. */
  may: boolean
  busy: boolean
  edit: (edit: Edit) => void
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
