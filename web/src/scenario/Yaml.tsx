/** The scenario as its file: written, checked while it is, and saved. */
import { Button, Group } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { CircleCheck, CircleDashed, CircleX } from 'lucide-react'
import { lazy, Suspense, useEffect, useMemo, useState } from 'react'
import { moduleOptions, modulesOptions } from '../api/asked'
import { queries } from '../api/client'
import { checkScenario, type Fault, replaceScenario, type ScenarioDetail } from '../api/generated'
import { scenarioSchemaOptions } from '../api/generated/@tanstack/react-query.gen'
import { useAddress } from '../ui/address'
import { counted } from '../ui/figures'
import { Waiting } from '../ui/Loaded'
import { Panel } from '../ui/Page'
import { Mark } from '../ui/Status'
import { type Saving, useEditing } from './editing'
import { Guard } from './Guard'
import { Save } from './Save'
import styles from './Yaml.module.css'
import type { Known } from './yamlComplete'

const YamlEditor = lazy(() => import('./YamlEditor'))
const TYPING = 400 // milliseconds after which what was typed is checked
const NONE: Fault[] = []

export function Yaml({ scenario }: { scenario: ScenarioDetail }) {
  const { edit, may, busy } = useEditing()
  const [address, change] = useAddress()
  const [read, setRead] = useState({ text: scenario.text, version: scenario.version })
  const [text, setText] = useState(scenario.text)
  const changed = text !== read.text
  useEffect(() => {
    // What nobody has touched here follows what others save.
    if (scenario.version === read.version || text !== read.text) return
    setRead({ text: scenario.text, version: scenario.version })
    setText(scenario.text)
  }, [scenario, read, text])
  const { faults, unknown } = useChecked(text, scenario)
  const known = useKnown()
  const save: Saving = (then) => {
    if (!changed || !may || busy) return
    edit({
      from: read.version,
      whole: true,
      letGo: () => setText(read.text),
      ask: (headers) =>
        replaceScenario({ path: { scenario_id: scenario.id }, body: { text }, headers }),
      said: 'Saved.',
      done: (told) => {
        setRead({ text: told.text, version: told.version })
        setText((now) => (now === text ? told.text : now))
        then?.(told)
      },
    })
  }
  return (
    <Panel
      title="The file"
      flush
      actions={
        <Group gap={8}>
          {changed && (
            <Button size="xs" variant="default" onClick={() => setText(read.text)}>
              Undo changes
            </Button>
          )}
          <Save changed={changed && may} busy={busy} onSave={() => save()} />
        </Group>
      }
    >
      <Guard changed={changed} save={save} />
      <p id="yaml-keys" className={styles.keys}>
        {may
          ? 'Ctrl+Space suggests, Ctrl+S saves; Tab leaves the field, Ctrl+] and Ctrl+[ indent.'
          : 'Your role may read it, and not change it.'}{' '}
        Comments and order are kept.
      </p>
      {changed && (
        <p className={styles.notice} role="status">
          Not saved: the diagram still shows version {read.version}.
          {scenario.version !== read.version &&
            ` Version ${scenario.version} was saved meanwhile${scenario.saved_by ? ` by ${scenario.saved_by}` : ''}.`}
        </p>
      )}
      <Suspense fallback={<Waiting lines={12} />}>
        <YamlEditor
          text={text}
          onChange={setText}
          onSave={() => save()}
          faults={faults}
          known={known}
          line={Number(address.line) || 0}
          disabled={!may}
        />
      </Suspense>
      <Faults
        faults={faults}
        unknown={unknown}
        onGo={(line) => change({ line: String(line) }, { replace: true })}
      />
    </Panel>
  )
}

type FaultsProps = { faults: Fault[]; unknown: string; onGo: (line: number) => void }

function Faults({ faults, unknown, onGo }: FaultsProps) {
  return (
    <div className={styles.faults} role="status">
      {unknown ? (
        <Mark tone="quiet" icon={CircleDashed} word={unknown} />
      ) : faults.length === 0 ? (
        <Mark tone="ok" icon={CircleCheck} word="Nothing to correct" />
      ) : (
        <>
          <Mark tone="err" icon={CircleX} word={`${counted(faults.length, 'thing')} to correct`} />
          <ul>
            {faults.map((each) => (
              <li key={`${each.line} ${each.field} ${each.message}`}>
                {each.line ? (
                  <Button size="compact-xs" variant="default" onClick={() => onGo(each.line ?? 0)}>
                    Line {each.line}
                  </Button>
                ) : null}
                <span>{each.message}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

type Checked = {
  faults: Fault[]
  /** Why nobody can tell yet; "" where it was looked at. */
  unknown: string
}

/** What is wrong with the text, as the server says it a moment after typing. */
function useChecked(text: string, scenario: ScenarioDetail): Checked {
  const [asked] = useDebouncedValue(text, TYPING)
  const query = useQuery({
    queryKey: ['check', asked],
    queryFn: async () => (await checkScenario({ body: { text: asked } })).data,
    enabled: asked !== scenario.text,
    placeholderData: keepPreviousData,
    retry: false,
  })
  if (text === scenario.text) return { faults: scenario.faults, unknown: '' }
  if (query.error) return { faults: NONE, unknown: 'It could not be checked' }
  return { faults: query.data?.faults ?? NONE, unknown: query.data ? '' : 'Being checked' }
}

function useKnown(): Known | undefined {
  const schema = useQuery({ ...scenarioSchemaOptions(), staleTime: Number.POSITIVE_INFINITY })
  const modules = useQuery(modulesOptions())
  return useMemo(() => {
    if (!schema.data || !modules.data) return undefined
    const { items } = modules.data
    return {
      schema: schema.data,
      modules: items,
      inputs: async (module: string) => {
        if (!items.some((each) => each.name === module)) return undefined
        const told = await queries.ensureQueryData(moduleOptions(module))
        return told.schema
      },
    }
  }, [schema.data, modules.data])
}
