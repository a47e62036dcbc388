/** One run: what each module did, what went through it, what went wrong, and the calls. */
import { Button } from '@mantine/core'
import { Link, useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { RunDetail } from '../api/generated'
import { Trouble } from '../api/trouble'
import { useAddress } from '../ui/address'
import { Copied } from '../ui/Copied'
import { Loaded } from '../ui/Loaded'
import { Empty, Page, Panel } from '../ui/Page'
import { Status } from '../ui/Status'
import { Actions } from './Actions'
import { Facts } from './Facts'
import { Failures } from './Failures'
import { firstModule } from './figures'
import { Inspector } from './Inspector'
import styles from './Run.module.css'
import { RunDiagram } from './RunDiagram'
import { useRun } from './useRun'
import { useSteps } from './useSteps'
import { WaterfallPanel } from './WaterfallPanel'

const UP = { to: '/runs', label: 'History' }

export function Run() {
  const { id = '' } = useParams({ strict: false })
  const query = useRun(id)
  if (query.error && Trouble.of(query.error).status === 404 && !query.data) return <Nowhere />
  if (!query.data) {
    return (
      <Page title="Run" up={UP}>
        <Loaded query={query} lines={8}>
          {() => null}
        </Loaded>
      </Page>
    )
  }
  return <Shown run={query.data} />
}

function Nowhere() {
  return (
    <Page title="Run" up={UP}>
      <Panel>
        <Empty
          title="There is no run with this id"
          action={
            <Button component={Link} to="/runs" variant="default">
              History
            </Button>
          }
        >
          It may be from another installation, or the address was cut.
        </Empty>
      </Panel>
    </Page>
  )
}

function Shown({ run }: { run: RunDetail }) {
  const [address, change] = useAddress()
  const steps = useSteps(run)
  const named = Number(address.module)
  const there = run.modules.some((module) => module.id === named)
  const selected = there ? named : firstModule(run)
  const select = useMemo(
    () => (module: number) =>
      change({ module: String(module), op: '', outcome: '', bundle: '', call: '' }),
    [change],
  )
  return (
    <Page
      title={run.scenario}
      up={UP}
      under={
        <span className={styles.under}>
          <span role="status">
            <Status of={run.status} />
          </span>
          <Copied text={run.id.slice(-12)} what="end of the run's id" />
        </span>
      }
      actions={<Actions run={run} />}
    >
      <Facts run={run} />
      <Failures run={run} onSelect={select} />
      <RunDiagram run={run} steps={steps} selected={selected} onSelect={select} />
      <WaterfallPanel run={run} selected={selected} onSelect={select} />
      {selected !== undefined && (
        <Inspector run={run} steps={steps} module={selected} onSelect={select} />
      )}
    </Page>
  )
}
