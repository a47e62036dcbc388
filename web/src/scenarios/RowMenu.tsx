import { ActionIcon, Menu } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { Copy, Download, EllipsisVertical, Play, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { runScenario, type ScenarioFacts } from '../api/generated'
import { useDoing } from '../ui/said'
import { CloneScenario } from './CloneScenario'
import { DeleteScenario } from './DeleteScenario'

type RowMenuProps = { scenario: ScenarioFacts; mayRun: boolean; mayEdit: boolean }

/** What can be done with one scenario from the list. */
export function RowMenu({ scenario, mayRun, mayEdit }: RowMenuProps) {
  const [asked, setAsked] = useState<'clone' | 'delete' | null>(null)
  const run = useRunOnce(scenario)
  return (
    <>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <ActionIcon aria-label={`More for ${scenario.name}`}>
            <EllipsisVertical size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayRun && (
            <Menu.Item leftSection={<Play size={16} aria-hidden />} onClick={run}>
              {scenario.has_inputs ? 'Run once…' : 'Run once'}
            </Menu.Item>
          )}
          {mayEdit && (
            <Menu.Item
              leftSection={<Copy size={16} aria-hidden />}
              onClick={() => setAsked('clone')}
            >
              Clone
            </Menu.Item>
          )}
          <Menu.Item
            component="a"
            href={`/api/v1/scenarios/${scenario.id}/text`}
            leftSection={<Download size={16} aria-hidden />}
          >
            Export
          </Menu.Item>
          {mayEdit && (
            <>
              <Menu.Divider />
              <Menu.Item
                color="var(--err)"
                leftSection={<Trash2 size={16} aria-hidden />}
                onClick={() => setAsked('delete')}
              >
                Delete
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {asked === 'clone' && <CloneScenario scenario={scenario} onClose={() => setAsked(null)} />}
      {asked === 'delete' && <DeleteScenario scenario={scenario} onClose={() => setAsked(null)} />}
    </>
  )
}

/** One without inputs is run from here; one with inputs is asked for them on its own page. */
function useRunOnce(scenario: ScenarioFacts): () => void {
  const navigate = useNavigate()
  const run = useDoing(() => runScenario({ path: { scenario_id: scenario.id }, body: {} }), {
    stale: ['listScenarios', 'listRuns'],
    done: ({ data }) => void navigate({ to: '/runs/$id', params: { id: data.id } }),
  })
  return () => {
    if (!scenario.has_inputs) run.mutate(undefined)
    else
      void navigate({
        to: '/scenarios/$id',
        params: { id: scenario.id },
        search: { do: 'run' } as never,
      })
  }
}
