/** The routes of a router: which bundles go down each, in which order, and what can be changed. */
import { Button } from '@mantine/core'
import { Plus } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Place } from '../diagram/places'
import { flat, ownFaults, type Step, titleOf } from '../diagram/steps'
import { useAddress } from '../ui/address'
import { Confirm } from '../ui/Confirm'
import { useEditing } from './editing'
import { RouteFilter } from './RouteFilter'
import { RouteRow } from './RouteRow'
import styles from './Routes.module.css'
import { spoken } from './routes'
import { useRouting } from './routing'

type RoutesProps = {
  step: Step
  steps: readonly Step[]
  run: string | null
  /** It was just added: the first route waits for its name. */
  fresh: boolean
  onAdd: (place: Place) => void
}

export function Routes({ step, steps, run, fresh, onAdd }: RoutesProps) {
  const { may } = useEditing()
  const routing = useRouting(step)
  const routes = step.routes ?? []
  const [removing, setRemoving] = useState<number>()
  const [address, change] = useAddress()
  const filtering = routes[Number(address.route) - 1]?.steps.length
    ? Number(address.route) - 1
    : undefined
  const filter = (at?: number) =>
    change({ route: at === undefined ? '' : String(at + 1) }, { replace: true })
  const [box, focus] = useFocus(fresh ? '[data-route="0"] input' : '')
  const remove = (at: number) => {
    setRemoving(undefined)
    const left = routes.length - 1
    routing.remove(at, () => focus(`[data-route="${Math.min(at, left - 1)}"] input`))
  }
  // While a dialog closes it still says what it was about.
  const about = useRef(0)
  about.current = removing ?? filtering ?? about.current
  const chosen = about.current
  const lost = flat(routes[chosen]?.steps ?? [])
  return (
    <div ref={box} className={styles.routes}>
      <p className="muted small">
        Each bundle goes down every route whose filter it passes, one route after the other. Routes
        do not come together again.
      </p>
      {ownFaults(step)
        .filter((fault) => !fault.field?.startsWith('filter'))
        .map((fault) => (
          <p key={fault.message} className={styles.wrong}>
            {fault.message}
          </p>
        ))}
      <ol className={styles.list} aria-label={`Routes of ${titleOf(step)}`}>
        {routes.map((route, at) => (
          <RouteRow
            // biome-ignore lint/suspicious/noArrayIndexKey: routes are known by their order
            key={at}
            route={route}
            at={at}
            count={routes.length}
            may={may}
            onRename={(name) => routing.rename(at, name)}
            onFallback={(on) => routing.fallback(at, on)}
            onMove={(to, way) =>
              routing.move(at, to, () => focus(`[data-route="${to}"] [data-way="${way}"]`))
            }
            onFilter={() => filter(at)}
            onAdd={() => onAdd({ after: 0, router: step.id, route: at })}
            onRemove={() => (route.steps.length ? setRemoving(at) : remove(at))}
          />
        ))}
      </ol>
      {may && (
        <Button
          size="xs"
          variant="default"
          className={styles.add}
          leftSection={<Plus size={14} aria-hidden />}
          onClick={() => routing.add(() => focus(`[data-route="${routes.length}"] input`))}
        >
          Add a route
        </Button>
      )}
      <Confirm
        opened={removing !== undefined}
        onClose={() => setRemoving(undefined)}
        title={`Remove ${spoken(routes[chosen], chosen, false)}?`}
        verb="Remove"
        onConfirm={() => remove(chosen)}
      >
        Its modules go with it: {lost.map(titleOf).join(', ')}.
      </Confirm>
      <RouteFilter
        opened={filtering !== undefined}
        title={`Filter of ${spoken(routes[chosen], chosen, false)}`}
        step={routes[chosen]?.steps[0]}
        steps={steps}
        run={run}
        onClose={() => filter()}
        onClosed={() => focus(`[data-route="${chosen}"] [data-filter]`)}
      />
    </div>
  )
}

/** Puts the focus on what a change has made or moved, once that is there. */
function useFocus(first: string) {
  const box = useRef<HTMLDivElement>(null)
  const [wanted, focus] = useState(first)
  useEffect(() => {
    const found = wanted ? box.current?.querySelector<HTMLElement>(wanted) : undefined
    if (!found) return
    found.focus()
    focus('')
  })
  return [box, focus] as const
}
