/** Routes added, named, ordered and removed; each can be taken back. */
import { addRoute, changeRoute, moveRoute, removeRoute } from '../api/generated'
import { type Step, titleOf } from '../diagram/steps'
import { useEditing } from './editing'
import { moduleCount, spoken } from './routes'

export type Routing = {
  add: (done: () => void) => void
  rename: (at: number, name: string) => void
  fallback: (at: number, fallback: boolean) => void
  move: (at: number, to: number, done: () => void) => void
  remove: (at: number, done: () => void) => void
}

export function useRouting(step: Step): Routing {
  const { scenario, edit } = useEditing()
  const routes = step.routes ?? []
  const path = { scenario_id: scenario.id, module: step.id }
  const noted = (what: string) => `${titleOf(step)}: ${what}`
  const change = (at: number, body: { name?: string; fallback?: boolean }, said: string) =>
    edit({
      ask: (headers) =>
        changeRoute({
          path: { ...path, route: at },
          body: { ...body, note: noted(said) },
          headers,
        }),
      said,
      undo: true,
    })
  return {
    add: (done) => {
      const said = `Added route ${routes.length + 1}.`
      edit({
        ask: (headers) => addRoute({ path, body: { note: noted(said) }, headers }),
        said,
        undo: true,
        done,
      })
    },
    rename: (at, name) =>
      change(at, { name }, name ? `Route ${at + 1} is ${name}.` : `Route ${at + 1} has no name.`),
    fallback: (at, fallback) => {
      const filtered = fallback && !!routes[at]?.steps[0]?.filter
      const said = fallback
        ? `${spoken(routes[at], at)} is the fallback${filtered ? '; its filter is gone' : ''}.`
        : `${spoken(routes[at], at)} is no fallback any more.`
      change(at, { fallback }, said)
    },
    move: (at, to, done) => {
      const said = `${spoken(routes[at], at)} is now number ${to + 1}.`
      edit({
        ask: (headers) =>
          moveRoute({ path: { ...path, route: at }, body: { to, note: noted(said) }, headers }),
        said,
        undo: true,
        done,
      })
    },
    remove: (at, done) =>
      edit({
        ask: (headers) => removeRoute({ path: { ...path, route: at }, headers }),
        said: `Removed ${spoken(routes[at], at, false)}${moduleCount(routes[at], ' with ')}.`,
        undo: true,
        done,
      }),
  }
}
