/** The modules that can be chosen, in their groups or as they were found. */
import { Zap } from 'lucide-react'
import { Fragment, useEffect, useRef } from 'react'
import type { ModuleFacts } from '../api/generated'
import styles from './ModulePicker.module.css'
import type { Section } from './modules'
import { Sign } from './Sign'
import { ROUTER } from './steps'

type ChoicesProps = {
  id: string
  /** null: as they were found. */
  sections: readonly Section[] | null
  modules: readonly ModuleFacts[]
  labels: ReadonlyMap<string, string>
  pointed: string | undefined
  onPoint: (name: string) => void
  onPick: (module: ModuleFacts) => void
}

export function Choices({ sections, modules, ...more }: ChoicesProps) {
  const { id, labels, pointed } = more
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const option = pointed && document.getElementById(`${id}${pointed}`)
    if (option) option.scrollIntoView({ block: 'nearest' })
    else if (box.current) box.current.scrollTop = 0
  }, [id, pointed])
  return (
    <div className={styles.list} role="listbox" id={`${id}list`} aria-label="Modules" ref={box}>
      {sections
        ? sections.map(({ app, group, modules: of }, at) => (
            <Fragment key={`${app}/${group}`}>
              {sections[at - 1]?.app !== app && (
                <div className={styles.appHead} role="presentation">
                  <Sign of={of[0] ?? { app, kind: '' }} size={20} /> {labels.get(app) ?? app}
                </div>
              )}
              {/* biome-ignore lint/a11y/useSemanticElements: a group of options is no fieldset */}
              <div role="group" aria-label={`${labels.get(app) ?? app} ${group}`}>
                {group && group !== labels.get(app) && (
                  <div className={styles.groupHead} aria-hidden>
                    {group}
                  </div>
                )}
                {of.map((module) => (
                  <Choice key={module.name} module={module} {...more} />
                ))}
              </div>
            </Fragment>
          ))
        : modules.map((module) => <Choice key={module.name} module={module} found {...more} />)}
    </div>
  )
}

type ChoiceProps = Omit<ChoicesProps, 'sections' | 'modules'> & {
  module: ModuleFacts
  found?: boolean
}

function Choice({ id, module, labels, pointed, onPoint, onPick, found }: ChoiceProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the search keeps the focus and points at it
    // biome-ignore lint/a11y/useKeyWithClickEvents: the search has the keys
    <div
      id={`${id}${module.name}`}
      role="option"
      aria-selected={pointed === module.name}
      className={styles.choice}
      onMouseMove={() => pointed !== module.name && onPoint(module.name)}
      onClick={() => onPick(module)}
    >
      {found && <Sign of={module} size={20} />}
      <span className={styles.choiceLabel}>{module.label}</span>
      {found && (
        <span className={styles.where}>
          {labels.get(module.app) ?? module.app}
          {module.group && ` · ${module.group}`}
        </span>
      )}
      <Kind kind={module.kind} />
    </div>
  )
}

export function Kind({ kind }: { kind: string }) {
  // It is the only one of its kind, and is called so.
  if (kind === ROUTER) return null
  if (kind !== 'instant trigger') return <span className={styles.kind}>{kind}</span>
  return (
    <span className={styles.instant}>
      <Zap size={11} aria-hidden /> instant
    </span>
  )
}
