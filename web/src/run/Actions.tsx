/** What a person may do with this run. */
import { Button, Menu, Tooltip } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { Ban, ChevronDown, Play, RotateCcw, Workflow } from 'lucide-react'
import { useState } from 'react'
import type { RunDetail } from '../api/generated'
import { useMay } from '../shell/me'
import { Confirm } from '../ui/Confirm'
import { ended, useAgain, useCancel, useResume, whyNotAgain } from './doing'

export function Actions({ run }: { run: RunDetail }) {
  const may = useMay('scenarios:run')
  const why = may ? whyNotAgain(run) : 'You may look at runs, but not start them.'
  return (
    <>
      {may && !ended(run) && <Moving run={run} />}
      <Button
        variant="default"
        component={Link}
        to={`/scenarios/${run.scenario_id}`}
        leftSection={<Workflow size={16} aria-hidden />}
      >
        Open the scenario
      </Button>
      <Again run={run} why={why} />
    </>
  )
}

function Again({ run, why }: { run: RunDetail; why: string }) {
  const navigate = useNavigate()
  const again = useAgain(([next = '']) => void navigate({ to: '/runs/$id', params: { id: next } }))
  const button = (
    <Button
      variant="default"
      data-disabled={why ? true : undefined}
      aria-disabled={why ? true : undefined}
      loading={again.isPending}
      leftSection={<RotateCcw size={16} aria-hidden />}
      rightSection={<ChevronDown size={14} aria-hidden />}
    >
      Run again
    </Button>
  )
  if (why) return <Tooltip label={why}>{button}</Tooltip>
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>With the same inputs and events</Menu.Label>
        <Menu.Item onClick={() => again.mutate({ runs: [run.id], which: 'present' })}>
          In the version of now
        </Menu.Item>
        <Menu.Item onClick={() => again.mutate({ runs: [run.id], which: 'same' })}>
          In version {run.version}, as then
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function Moving({ run }: { run: RunDetail }) {
  const [asks, ask] = useState(false)
  const cancel = useCancel()
  const resume = useResume()
  return (
    <>
      {run.status === 'waiting' && run.reason && (
        <Button
          variant="default"
          loading={resume.isPending}
          leftSection={<Play size={16} aria-hidden />}
          onClick={() => resume.mutate(run)}
        >
          Resume now
        </Button>
      )}
      <Button
        variant="default"
        leftSection={<Ban size={16} aria-hidden />}
        onClick={() => ask(true)}
      >
        Cancel run
      </Button>
      <Confirm
        opened={asks}
        title="Cancel this run?"
        verb="Cancel the run"
        busy={cancel.isPending}
        onClose={() => ask(false)}
        onConfirm={() => cancel.mutate(run, { onSettled: () => ask(false) })}
      >
        It ends where it stands. What it has written stays written, and what it has not come to is
        left out.
      </Confirm>
    </>
  )
}
