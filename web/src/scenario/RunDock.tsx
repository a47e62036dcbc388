/** What the run that is shown does, module by module, while it does it. */
import { Button, Group } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { ArrowRight, Ban } from 'lucide-react'
import { cancelRun, type RunModule } from '../api/generated'
import { isOpen } from '../run/figures'
import { useMay } from '../shell/me'
import { counted, duration, number } from '../ui/figures'
import { Moment } from '../ui/Moment'
import { Panel } from '../ui/Page'
import { Status } from '../ui/Status'
import { useDoing } from '../ui/said'
import styles from './Dock.module.css'
import type { Shown } from './running'

export function RunDock({ shown }: { shown: Shown }) {
  const { run, status, modules } = shown
  if (!run) return null
  const line = shown.news ?? run
  const operations = modules.reduce((sum, each) => sum + each.operations, 0)
  return (
    <Panel
      title={isOpen(status) ? 'Running now' : 'Last run'}
      actions={<Actions id={run.id} open={isOpen(status)} />}
      flush
    >
      <p className={styles.line} role="status">
        <Status of={status} />
        <span className="number">{counted(operations, 'operation')}</span>
        <span className="number">{counted(run.api_calls, 'call')}</span>
        <span className="number">{duration(line.seconds)}</span>
        <Moment at={run.started_at} relative />
        {line.reason && <span className={styles.reason}>{line.reason}</span>}
        {run.failures.length > 0 && <Parked run={run.id} failed={run.failed} />}
      </p>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <caption className="hidden">What each module did</caption>
          <thead>
            <tr>
              <th scope="col">Module</th>
              <th scope="col">Operations</th>
              <th scope="col">Bundles out</th>
              <th scope="col">Stopped</th>
              <th scope="col">Failed</th>
              <th scope="col">Calls</th>
              <th scope="col">Waited</th>
            </tr>
          </thead>
          <tbody>
            {modules.map((each) => (
              <Row key={each.id} of={each} run={run.id} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}

function Row({ of, run }: { of: RunModule; run: string }) {
  return (
    <tr>
      <th scope="row">
        <Link to="/runs/$id" params={{ id: run }} search={{ module: String(of.id) } as never}>
          {of.id} {of.label}
        </Link>
      </th>
      <td>{of.operations ? number(of.operations) : '–'}</td>
      <td>{of.operations ? number(of.bundles_out) : '–'}</td>
      <td>{of.stopped ? number(of.stopped) : '–'}</td>
      <td className={of.failed ? styles.failed : undefined}>
        {of.failed ? number(of.failed) : '–'}
      </td>
      <td>{of.api_calls ? number(of.api_calls) : '–'}</td>
      <td>{of.waited_seconds ? duration(of.waited_seconds) : '–'}</td>
    </tr>
  )
}

function Parked({ run, failed }: { run: string; failed: number }) {
  return (
    <span>
      {counted(failed, 'bundle')} failed:{' '}
      <Link to="/incomplete" search={{ run } as never}>
        answer what is incomplete
      </Link>
    </span>
  )
}

function Actions({ id, open }: { id: string; open: boolean }) {
  const mayRun = useMay('scenarios:run')
  const cancel = useDoing(() => cancelRun({ path: { run_id: id } }), {
    stale: ['showRun', 'listRuns', 'showScenario'],
    said: () => 'The run ends after what it is doing.',
  })
  return (
    <Group gap={8}>
      {open && mayRun && (
        <Button
          size="xs"
          variant="default"
          leftSection={<Ban size={14} aria-hidden />}
          loading={cancel.isPending}
          onClick={() => cancel.mutate()}
        >
          Cancel the run
        </Button>
      )}
      <Button
        size="xs"
        variant="default"
        component={Link}
        to="/runs/$id"
        params={{ id } as never}
        rightSection={<ArrowRight size={14} aria-hidden />}
      >
        Open the run
      </Button>
    </Group>
  )
}
