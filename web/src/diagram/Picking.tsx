/** The search, the list and what is told of the module at hand; the focus stays in the search. */
import { SegmentedControl, TextInput } from '@mantine/core'
import { Search } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useMemo, useState } from 'react'
import type { ModuleFacts } from '../api/generated'
import styles from './ModulePicker.module.css'
import { allowed, sections, sought } from './modules'
import { Choices } from './PickerChoices'
import { Detail } from './PickerDetail'
import { isTrigger } from './steps'

type PickingProps = {
  modules: readonly ModuleFacts[]
  labels: ReadonlyMap<string, string>
  onPick: (module: ModuleFacts) => void
  trigger: boolean
}

const KINDS = [
  { value: 'triggers', label: 'Triggers' },
  { value: 'all', label: 'All modules' },
]
const PAGE = 8

export function Picking({ modules, labels, onPick, trigger }: PickingProps) {
  const [search, seek] = useState('')
  const [app, choose] = useState('')
  const [kinds, show] = useState('triggers')
  const [name, point] = useState('')
  const id = useId()
  const offered = useMemo(
    () => allowed(modules, trigger, kinds === 'triggers'),
    [modules, trigger, kinds],
  )
  const found = useMemo(
    () => sought(offered, search, labels).filter((module) => app === '' || module.app === app),
    [offered, search, labels, app],
  )
  // Only what was not sought for stands in its groups: what was found is nearest first.
  const shown = useMemo(() => (search.trim() ? null : sections(found)), [search, found])
  const listed = useMemo(() => shown?.flatMap((one) => one.modules) ?? found, [shown, found])
  const at = Math.max(
    0,
    listed.findIndex((module) => module.name === name),
  )
  const pointed = listed[at]
  const elsewhere = trigger && kinds === 'triggers' && !offered.some((one) => isTrigger(one.kind))
  useEffect(() => {
    if (elsewhere) show('all')
  }, [elsewhere])

  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE }[event.key]
    if (by !== undefined) {
      const to = listed[Math.min(listed.length - 1, Math.max(0, at + by))]
      if (to) point(to.name)
    } else if (event.key === 'Enter' && pointed) {
      onPick(pointed)
    } else {
      return
    }
    event.preventDefault()
  }
  return (
    <>
      <div className={styles.head}>
        <TextInput
          role="combobox"
          aria-label="Search modules"
          aria-expanded
          aria-controls={`${id}list`}
          aria-activedescendant={pointed ? `${id}${pointed.name}` : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          className={styles.search}
          placeholder="Search by name, app or what it does"
          leftSection={<Search size={16} aria-hidden />}
          value={search}
          onChange={(event) => {
            seek(event.currentTarget.value)
            point('')
          }}
          onKeyDown={onKeyDown}
        />
        {trigger && (
          <SegmentedControl
            size="xs"
            aria-label="Which modules"
            data={KINDS}
            value={kinds}
            onChange={show}
          />
        )}
        <Apps modules={offered} labels={labels} value={app} onChange={choose} />
      </div>
      <div className={styles.panes}>
        <Choices
          id={id}
          sections={shown}
          modules={listed}
          labels={labels}
          pointed={pointed?.name}
          onPoint={point}
          onPick={onPick}
        />
        {pointed ? (
          <Detail
            module={pointed}
            label={labels.get(pointed.app) ?? pointed.app}
            onPick={() => onPick(pointed)}
          />
        ) : (
          <p className={styles.none}>{elsewhereSaid(trigger && kinds === 'triggers', search)}</p>
        )}
      </div>
      <div role="status" className="hidden">
        {listed.length === 1 ? '1 module' : `${listed.length} modules`}
      </div>
    </>
  )
}

function elsewhereSaid(onlyTriggers: boolean, search: string): string {
  const where = onlyTriggers ? 'No trigger' : 'No module'
  const more = onlyTriggers ? ' A scenario may also begin with another: see all modules.' : ''
  return search ? `${where} has “${search}” in its name, app or help.${more}` : `${where}.${more}`
}

type AppsProps = {
  modules: readonly ModuleFacts[]
  labels: ReadonlyMap<string, string>
  value: string
  onChange: (app: string) => void
}

/** Narrows the list down to one app. */
function Apps({ modules, labels, value, onChange }: AppsProps) {
  const apps = [...new Set(modules.map((module) => module.app))]
  if (apps.length < 2) return null
  return (
    <fieldset className={styles.apps}>
      <legend className="hidden">App</legend>
      {['', ...apps].map((app) => (
        <button
          key={app}
          type="button"
          className={styles.app}
          aria-pressed={value === app}
          onClick={() => onChange(app)}
        >
          {app ? (labels.get(app) ?? app) : 'All apps'}
          <span className={styles.count}>
            {app ? modules.filter((module) => module.app === app).length : modules.length}
          </span>
        </button>
      ))}
    </fieldset>
  )
}
