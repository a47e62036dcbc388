/** What went through one module: its operations, and of one of them all there is. */
import { Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Operation, RunDetail } from '../api/generated'
import { showOperationOptions } from '../api/generated/@tanstack/react-query.gen'
import { before, find, ROUTER, type Step } from '../diagram/steps'
import { useAddress } from '../ui/address'
import { number } from '../ui/figures'
import { Loaded } from '../ui/Loaded'
import { Empty, Panel } from '../ui/Page'
import { Gave, Given } from './Bundles'
import { Calls } from './Calls'
import styles from './Inspector.module.css'
import { LogView } from './LogView'
import { OperationNotes } from './OperationNotes'
import { Operations } from './Operations'
import { CHUNK, useFirst } from './useOperations'

type InspectorProps = {
  run: RunDetail
  steps: Step[] | undefined
  module: number
  onSelect: (module: number) => void
}

const TABS = ['input', 'output', 'http', 'log']

export function Inspector({ run, steps, module, onSelect }: InspectorProps) {
  const [address, change] = useAddress()
  const told = run.modules.find(({ id }) => id === module)
  const first = useFirst(run.id, module, address.outcome ?? '')
  const op = address.op || first || ''
  const tab = TABS.includes(address.tab ?? '') ? address.tab : 'input'
  const step = steps && find(steps, module)
  const nearest = steps && before(steps, module).findLast((one) => one.module !== ROUTER)
  if (!told) return null
  return (
    <Panel flush>
      <div className={styles.modules}>
        <h2 className="hidden">Operations</h2>
        <Modules run={run} module={module} onSelect={onSelect} />
      </div>
      <div className={styles.inspector}>
        <Operations
          run={run}
          module={told}
          chosen={op}
          choose={(id) => change({ module: String(module), op: id, bundle: '' }, { replace: true })}
        />
        <Tabs
          className={styles.detail}
          value={tab}
          onChange={(value) => change({ tab: value === 'input' ? '' : (value ?? '') })}
          keepMounted={false}
        >
          <Tabs.List aria-label={`Module ${module}, ${told.label}`}>
            <Tabs.Tab value="input">Input</Tabs.Tab>
            <Tabs.Tab value="output">Output</Tabs.Tab>
            <Tabs.Tab value="http">
              HTTP{told.api_calls ? ` ${number(told.api_calls)}` : ''}
            </Tabs.Tab>
            <Tabs.Tab value="log">Log</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="input">
            <OneOperation
              run={run}
              module={module}
              op={op}
              step={step}
              side="input"
              before={
                nearest &&
                (() => change({ module: String(nearest.id), op: '', outcome: '', tab: 'output' }))
              }
            />
          </Tabs.Panel>
          <Tabs.Panel value="output">
            <OneOperation run={run} module={module} op={op} step={step} side="output" />
          </Tabs.Panel>
          <Tabs.Panel value="http">
            <Calls run={run} module={module} />
          </Tabs.Panel>
          <Tabs.Panel value="log">
            <LogView run={run} module={module} />
          </Tabs.Panel>
        </Tabs>
      </div>
    </Panel>
  )
}

function Modules({ run, module, onSelect }: Omit<InspectorProps, 'steps'>) {
  return (
    <ul className={styles.chips} aria-label="Modules">
      {run.modules.map((one) => (
        <li key={one.id}>
          <button
            type="button"
            className={styles.chip}
            aria-pressed={one.id === module}
            onClick={() => onSelect(one.id)}
          >
            <span className={styles.id}>{one.id}</span> {one.label}
          </button>
        </li>
      ))}
    </ul>
  )
}

type OneProps = {
  run: RunDetail
  module: number
  op: string
  step: Step | undefined
  side: 'input' | 'output'
  /** Shows what the module before gave. */
  before?: () => void
}

function OneOperation({ run, module, op, step, side, before }: OneProps) {
  const [{ bundle = '1' }] = useAddress()
  const skip = Math.floor((Math.max(1, Number(bundle) || 1) - 1) / CHUNK) * CHUNK
  const query = useQuery({
    ...showOperationOptions({
      path: { run_id: run.id, module, operation: op },
      query: { skip: side === 'output' ? skip : 0, limit: CHUNK },
    }),
    enabled: op !== '',
    placeholderData: (before: Operation | undefined) => (before?.id === op ? before : undefined),
  })
  if (op === '') {
    return (
      <Empty title={run.forgotten ? 'What went through is gone' : 'No operation here'}>
        {run.forgotten ||
          'The module has not been reached, or none of its operations is like this.'}
      </Empty>
    )
  }
  return (
    <Loaded query={query}>
      {(operation) => (
        <>
          <OperationNotes operation={operation} step={step} />
          {side === 'input' ? (
            <Given operation={operation} before={before} />
          ) : (
            <Gave operation={operation} skip={skip} waiting={query.isPlaceholderData} />
          )}
        </>
      )}
    </Loaded>
  )
}
