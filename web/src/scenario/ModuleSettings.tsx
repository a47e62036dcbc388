/** The settings of a module: over which connection it works, and its form. */
import { Alert } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { moduleOptions } from '../api/asked'
import { useConnection as putConnection } from '../api/generated'
import { ConnectionSelect } from '../connections/ConnectionSelect'
import { flat, type Step } from '../diagram/steps'
import { FlowForm, ModuleForm, type Samples } from '../forms'
import { Loaded } from '../ui/Loaded'
import type { Draft } from './draft'
import { useEditing } from './editing'
import { Listening } from './Listening'
import { usesOf } from './naming'
import styles from './Side.module.css'

type ModuleSettingsProps = {
  step: Step
  steps: readonly Step[]
  before: Step[]
  draft: Draft
  onChange: (some: Partial<Draft>) => void
  fresh: boolean
  samples: Samples
}

export function ModuleSettings({
  step,
  steps,
  before,
  draft,
  onChange,
  fresh,
  samples,
}: ModuleSettingsProps) {
  const { scenario, may } = useEditing()
  const box = useRef<HTMLDivElement>(null)
  const query = useQuery(moduleOptions(step.module))
  const there = query.data !== undefined
  useEffect(() => {
    if (!fresh || !there) return
    box.current?.querySelector<HTMLElement>(FIELDS)?.focus()
  }, [fresh, there])
  const use = usesOf(scenario).find((each) => each.name === step.connection)
  return (
    <div ref={box} className={styles.settings}>
      {step.connection && <Connection step={step} steps={steps} />}
      {step.instant && <Listening step={step} />}
      <FlowForm
        kind={step.kind}
        values={draft.flow}
        onChange={(flow) => onChange({ flow })}
        before={before}
        samples={samples}
        inputs={scenario.inputs}
        faults={step.faults}
        disabled={!may}
      />
      <Loaded query={query}>
        {() => (
          <ModuleForm
            module={step.module}
            values={draft.map}
            onChange={(map) => onChange({ map })}
            before={before}
            samples={samples}
            inputs={scenario.inputs}
            connection={use ? { name: use.connection, organisation: use.organisation } : null}
            faults={step.faults}
            disabled={!may}
          />
        )}
      </Loaded>
    </div>
  )
}

// What is filled in, and not what stands around it: the list of faults, and the head of a field.
const FIELDS =
  ':is(input, textarea, select, button, [contenteditable="true"]):not(:disabled, [role="status"] *, [data-head] *)'

/** The connection behind the name that the module calls it by; others may call it so, too. */
function Connection({ step, steps }: { step: Step; steps: readonly Step[] }) {
  const { scenario, edit, may } = useEditing()
  const use = usesOf(scenario).find((each) => each.name === step.connection)
  const sharing = flat(steps).filter((each) => each.connection === step.connection)
  const others = sharing.filter((each) => each.id !== step.id).map((each) => each.id)
  return (
    <div className={styles.connection}>
      <ConnectionSelect
        app={step.app}
        value={use?.connection ?? ''}
        organisation={use?.organisation ?? ''}
        modules={[...new Set(sharing.map((each) => each.module))]}
        disabled={!may}
        onChange={(connection, organisation) =>
          edit({
            ask: (headers) =>
              putConnection({
                path: { scenario_id: scenario.id, name: step.connection },
                body: {
                  app: step.app,
                  connection,
                  organisation,
                  note: `Over ${connection}${organisation ? `, ${organisation}` : ''}.`,
                },
                headers,
              }),
            said: organisation ? `It works in ${organisation}.` : undefined,
          })
        }
      />
      {others.length > 0 && (
        <Alert variant="light" color="gray" p="xs">
          The file calls it <code>{step.connection}</code>; so{' '}
          {others.length === 1 ? `does module ${others[0]}` : `do modules ${others.join(', ')}`},
          and another choice counts for all of them.
        </Alert>
      )}
    </div>
  )
}
