/** Modules moved and removed; either can be taken back. */
import { useCallback, useRef } from 'react'
import { moveModule, removeModule } from '../api/generated'
import type { Place } from '../diagram/places'
import { find, type Step, titleOf } from '../diagram/steps'
import { useEditing } from './editing'

type Stepping = {
  move: (id: number, place: Place) => void
  remove: (id: number) => void
}

/** Both stay the same functions, so that no module is drawn anew without need. */
export function useSteps(steps: readonly Step[], gone: (id: number) => void): Stepping {
  const { scenario, edit, busy } = useEditing()
  const now = useRef({ scenario, edit, busy, steps, gone })
  now.current = { scenario, edit, busy, steps, gone }
  const leaving = useRef(0)
  const move = useCallback((id: number, place: Place) => {
    const said = `Moved ${nameOf(now.current.steps, id)}.`
    const path = { scenario_id: now.current.scenario.id, module: id }
    now.current.edit({
      ask: (headers) => moveModule({ path, body: { ...place, note: said }, headers }),
      said,
      undo: true,
    })
  }, [])
  const remove = useCallback((id: number) => {
    // Pressed twice, it goes once.
    if (now.current.busy && leaving.current === id) return
    leaving.current = id
    const path = { scenario_id: now.current.scenario.id, module: id }
    now.current.edit({
      ask: (headers) => removeModule({ path, headers }),
      said: `Removed ${nameOf(now.current.steps, id)}.`,
      undo: true,
      done: () => now.current.gone(id),
    })
  }, [])
  return { move, remove }
}

function nameOf(steps: readonly Step[], id: number): string {
  const step = find(steps, id)
  return step ? titleOf(step) : String(id)
}
