/** Everything of one module: its settings, filter, notes, what it gave last, and what it is. */
import { ActionIcon, Button, CloseButton, Group, Tabs, Textarea, Tooltip } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { moduleOptions } from '../api/asked'
import { changeModule } from '../api/generated'
import type { Place } from '../diagram/places'
import { Sign } from '../diagram/Sign'
import { before, ROUTER, type Step, titleOf } from '../diagram/steps'
import { type Filter, FilterForm } from '../forms'
import { useAddress } from '../ui/address'
import { counted } from '../ui/figures'
import { Loaded } from '../ui/Loaded'
import { changeOf, type Draft, draftOf, isChange, noteOf } from './draft'
import { type Saving, useEditing } from './editing'
import { Guard } from './Guard'
import { ModuleHelp } from './ModuleHelp'
import { ModuleSettings } from './ModuleSettings'
import { Output } from './Output'
import { Routes } from './Routes'
import { Save } from './Save'
import styles from './Side.module.css'
import { useSamples } from './samples'
import { useUnsaved } from './unsaved'

type SidePanelProps = {
  step: Step
  steps: readonly Step[]
  /** The run whose bundles are shown. */
  run: string | null
  /** Where the focus goes: to its first field where it was just added. */
  focus: 'title' | 'field' | ''
  onClose: () => void
  onRemove: (id: number) => void
  onAdd: (place: Place) => void
}

export function SidePanel(props: SidePanelProps) {
  const { step, steps, run, focus, onClose, onRemove } = props
  const { scenario, edit, may, busy } = useEditing()
  const [address, change] = useAddress()
  const unsaved = useUnsaved(draftOf(step), scenario.version, alike)
  const { value: draft, changed } = unsaved
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (focus === 'title') title.current?.focus()
  }, [focus])
  const set = (some: Partial<Draft>) => unsaved.set((now) => ({ ...now, ...some }))
  const save: Saving = (then) => {
    const difference = changeOf(unsaved.saved, draft)
    edit({
      from: unsaved.from,
      ask: (headers) =>
        changeModule({
          path: { scenario_id: scenario.id, module: step.id },
          body: { ...difference, note: noteOf(titleOf(step), difference) },
          headers,
        }),
      said: 'Saved.',
      done: (told) => {
        unsaved.keep(told.version)
        then?.(told)
      },
      letGo: unsaved.undo,
    })
  }
  const around = before(steps, step.id)
  const samples = useSamples(run, around)
  const first = steps[0]?.id === step.id
  const tabs = tabsOf(step, first)
  const tab = tabs.some(([name]) => name === address.part)
    ? (address.part ?? '')
    : (tabs[0]?.[0] ?? '')
  return (
    <aside
      className={styles.panel}
      aria-labelledby="module-title"
      onKeyDown={(event) => {
        if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return
        event.preventDefault()
        if (changed && may && !busy) save()
      }}
    >
      <Guard changed={changed} save={save} />
      <header className={styles.head}>
        <Sign of={step} size={28} />
        <div className={styles.title}>
          <h2
            id="module-title"
            ref={title}
            tabIndex={-1}
            data-autofocus={focus !== 'field' || undefined}
          >
            {titleOf(step)}
          </h2>
          <span className="muted small">
            {step.routes ? counted(step.routes.length, 'route') : step.module}
            {step.kind && step.kind !== ROUTER && ` · ${step.kind}`}
          </span>
        </div>
        {may && (
          <Tooltip label="Remove this module">
            <ActionIcon aria-label={`Remove ${titleOf(step)}`} onClick={() => onRemove(step.id)}>
              <Trash2 size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
        <CloseButton aria-label="Close the panel" onClick={onClose} />
      </header>
      <Tabs
        value={tab}
        onChange={(wanted) =>
          change({ part: wanted === tabs[0]?.[0] ? '' : (wanted ?? '') }, { replace: true })
        }
        keepMounted={false}
        className={styles.tabs}
      >
        <Tabs.List className={styles.list} aria-label={`Parts of ${titleOf(step)}`}>
          {tabs.map(([name, label]) => (
            <Tabs.Tab key={name} value={name}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab} className={styles.body} tabIndex={0}>
          {tab === 'settings' && (
            <ModuleSettings
              step={step}
              steps={steps}
              before={around}
              draft={draft}
              onChange={set}
              fresh={focus === 'field'}
              samples={samples}
            />
          )}
          {tab === 'routes' && (
            <Routes
              step={step}
              steps={steps}
              run={run}
              fresh={focus === 'field'}
              onAdd={props.onAdd}
            />
          )}
          {tab === 'filter' && (
            <FilterForm
              value={draft.filter as Filter | null}
              onChange={(filter) => set({ filter })}
              before={around}
              samples={samples}
              inputs={scenario.inputs}
              faults={step.faults
                .filter((each) => each.field?.startsWith('filter'))
                .map((each) => each.message)}
              disabled={!may}
            />
          )}
          {tab === 'notes' && (
            <Textarea
              label="Note"
              description="What this module is for; it is kept in the file."
              autosize
              minRows={4}
              maxRows={16}
              disabled={!may}
              value={draft.note}
              onChange={(event) => set({ note: event.currentTarget.value })}
            />
          )}
          {tab === 'output' && <Output step={step} run={run} />}
          {tab === 'help' && <Help step={step} />}
        </Tabs.Panel>
      </Tabs>
      {may && EDITED.has(tab) && (
        <footer className={styles.foot}>
          <span className="muted small">{changed ? 'Not saved yet' : ''}</span>
          <Group gap={8}>
            {changed && (
              <Button size="xs" variant="default" onClick={unsaved.undo}>
                Undo changes
              </Button>
            )}
            <Save changed={changed} busy={busy} onSave={() => save()} />
          </Group>
        </footer>
      )}
    </aside>
  )
}

function alike(one: Draft, other: Draft): boolean {
  return !isChange(changeOf(one, other))
}

const EDITED = new Set(['settings', 'filter', 'notes'])

function tabsOf(step: Step, first: boolean): Array<readonly [string, string]> {
  const router = step.kind === ROUTER
  return [
    router ? ['routes', 'Routes'] : ['settings', 'Settings'],
    ...(first ? [] : [['filter', 'Filter'] as const]),
    ['notes', 'Notes'],
    ...(router ? [] : [['output', 'Output'] as const, ['help', 'Help'] as const]),
  ]
}

function Help({ step }: { step: Step }) {
  const query = useQuery(moduleOptions(step.module))
  return <Loaded query={query}>{(told) => <ModuleHelp of={told} step={step} />}</Loaded>
}
