/** The same modules as a list: for the keyboard, for those who listen, and for small screens. */
import { TriangleAlert, Zap } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import type { Fault } from '../api/generated'
import { AddButton } from './AddButton'
import { Bubble } from './Bubble'
import { figureSaid } from './figures'
import { FlowContext, kindSaid, useFigure, useFlow } from './flow'
import { FilterPill } from './LinkLabel'
import styles from './Outline.module.css'
import { placeIn } from './places'
import type { FlowProps } from './props'
import { Sign } from './Sign'
import { StepMenu } from './StepMenu'
import { isTrigger, ownFaults, ROUTER, routeTitle, type Step } from './steps'

export function Outline(props: FlowProps) {
  return (
    <FlowContext value={props}>
      <Listed />
    </FlowContext>
  )
}

export function Listed() {
  const { steps } = useFlow()
  return <Line steps={steps} label="Modules" />
}

type LineProps = { steps: readonly Step[]; label: string; router?: number; route?: number }

function Line({ steps, label, router, route }: LineProps) {
  const line = { router, route }
  const last = steps.at(-1)
  return (
    <ol className={styles.line} aria-label={label}>
      {steps.map((step, at) => (
        <li key={step.key} className={styles.item}>
          <div className={styles.link}>
            {!(isTrigger(step.kind) && at === 0) && (
              <AddButton place={placeIn(line, steps[at - 1]?.id ?? 0)} />
            )}
            {step.filter && <FilterPill step={step} />}
          </div>
          <Row step={step} />
          {step.routes && <Routes router={step} />}
        </li>
      ))}
      {last?.kind !== ROUTER && (
        <li className={styles.link}>
          <AddButton place={placeIn(line, last?.id ?? 0)} />
        </li>
      )}
    </ol>
  )
}

function Routes({ router }: { router: Step }) {
  return (
    <ol className={styles.routes} aria-label={`Routes of ${router.id}`}>
      {(router.routes ?? []).map((route, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: routes are known by their order
        <li key={at} className={route.fallback ? styles.fallback : styles.route}>
          <span className={styles.name}>
            {routeTitle(route, at)}
            {route.fallback && <i> fallback</i>}
            <Faults of={route.faults} />
          </span>
          <Line steps={route.steps} label={routeTitle(route, at)} router={router.id} route={at} />
        </li>
      ))}
    </ol>
  )
}

function Faults({ of }: { of: readonly Fault[] }) {
  return of.map((fault) => (
    <span key={`${fault.field}${fault.message}`} className={styles.wrong}>
      <TriangleAlert size={13} aria-hidden /> {fault.message}
    </span>
  ))
}

function Row({ step }: { step: Step }) {
  const { selected, onSelect, onRemove } = useFlow()
  const figure = useFigure(step)
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === 'Delete' && onRemove) onRemove(step.id)
    else if (!moveFocus(event)) return
    event.preventDefault()
  }
  return (
    <div className={styles.row}>
      <button
        type="button"
        className={styles.button}
        data-step={step.key}
        aria-pressed={onSelect ? selected === step.id : undefined}
        onClick={() => onSelect?.(step.id)}
        onKeyDown={onKeyDown}
      >
        <Sign of={step} size={28} />
        <span className={styles.texts}>
          <span className={styles.label}>
            <b>{step.id}</b> {step.label}
            <span className="hidden">, {kindSaid(step)}</span>
          </span>
          {step.note && <span className={styles.note}>{step.note}</span>}
          <Faults of={ownFaults(step)} />
        </span>
        {step.instant && (
          <span className={styles.instant}>
            <Zap size={11} aria-hidden /> instant
          </span>
        )}
        {figure && (
          <>
            <span className="hidden">{figureSaid(figure)}</span>
            <Bubble figure={figure} />
          </>
        )}
      </button>
      <StepMenu step={step} />
    </div>
  )
}

/** Up and down go from module to module, whatever else can be reached between them. */
function moveFocus(event: KeyboardEvent<HTMLElement>): boolean {
  const way = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (way === undefined) return false
  const top = event.currentTarget.closest('[data-outline]') ?? document
  const all = [...top.querySelectorAll<HTMLElement>('[data-step]')]
  all[all.indexOf(event.currentTarget) + way]?.focus()
  return true
}
