/** What else can be done with a scenario: named anew, cloned, exported, deleted. */
import { ActionIcon, Menu } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { Copy, Download, EllipsisVertical, PencilLine, Trash2 } from 'lucide-react'
import { useState } from 'react'
import {
  cloneScenario,
  deleteScenario,
  describeScenario,
  type ScenarioDetail,
} from '../api/generated'
import { OF_ALL_SCENARIOS } from '../api/told'
import { useMay } from '../shell/me'
import { Confirm } from '../ui/Confirm'
import { useDoing } from '../ui/said'
import { useEditing } from './editing'
import { NameDialog } from './NameDialog'

export function More({ scenario }: { scenario: ScenarioDetail }) {
  const may = useMay('scenarios:edit')
  const [open, setOpen] = useState<'name' | 'clone' | 'delete' | ''>('')
  const shut = () => setOpen('')
  return (
    <>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label="More actions">
            <EllipsisVertical size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<PencilLine size={16} aria-hidden />}
            disabled={!may}
            onClick={() => setOpen('name')}
          >
            Name and description
          </Menu.Item>
          <Menu.Item
            leftSection={<Copy size={16} aria-hidden />}
            disabled={!may}
            onClick={() => setOpen('clone')}
          >
            Clone
          </Menu.Item>
          <Menu.Item
            leftSection={<Download size={16} aria-hidden />}
            component="a"
            href={`/api/v1/scenarios/${scenario.id}/text`}
            download
          >
            Export YAML
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            color="var(--err)"
            leftSection={<Trash2 size={16} aria-hidden />}
            disabled={!may}
            onClick={() => setOpen('delete')}
          >
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Rename opened={open === 'name'} onClose={shut} />
      <Clone scenario={scenario} opened={open === 'clone'} onClose={shut} />
      <Delete scenario={scenario} opened={open === 'delete'} onClose={shut} />
    </>
  )
}

type DialogProps = { opened: boolean; onClose: () => void }

function Rename({ opened, onClose }: DialogProps) {
  const { scenario, edit, busy } = useEditing()
  return (
    <NameDialog
      opened={opened}
      onClose={onClose}
      title="Name and description"
      verb="Save"
      name={scenario.name}
      description={scenario.description}
      busy={busy}
      onDone={(name, description) =>
        edit({
          ask: (headers) =>
            describeScenario({
              path: { scenario_id: scenario.id },
              body: { name, description },
              headers,
            }),
          said: 'Saved.',
          done: onClose,
        })
      }
    />
  )
}

function Clone({ scenario, opened, onClose }: DialogProps & { scenario: ScenarioDetail }) {
  const navigate = useNavigate()
  const clone = useDoing(
    async (name: string) =>
      (await cloneScenario({ path: { scenario_id: scenario.id }, body: { name } })).data,
    {
      stale: OF_ALL_SCENARIOS,
      said: (told) => `${told.name} is a scenario of its own, and off.`,
      done: (told) => {
        onClose()
        void navigate({ to: '/scenarios/$id', params: { id: told.id } as never })
      },
    },
  )
  return (
    <NameDialog
      opened={opened}
      onClose={onClose}
      title={`Clone ${scenario.name}`}
      verb="Clone"
      name={`${scenario.name} (copy)`.slice(0, 120)}
      busy={clone.isPending}
      onDone={(name) => clone.mutate(name)}
    />
  )
}

function Delete({ scenario, opened, onClose }: DialogProps & { scenario: ScenarioDetail }) {
  const navigate = useNavigate()
  const remove = useDoing(
    () => deleteScenario({ path: { scenario_id: scenario.id }, query: { off: true } }),
    {
      stale: OF_ALL_SCENARIOS,
      said: () => `${scenario.name} is deleted; its history stays.`,
      done: () => void navigate({ to: '/scenarios' }),
    },
  )
  return (
    <Confirm
      opened={opened}
      onClose={onClose}
      title={`Delete ${scenario.name}?`}
      verb="Delete the scenario"
      busy={remove.isPending}
      onConfirm={() => remove.mutate(undefined)}
    >
      {scenario.on && 'It is on: it is switched off first. '}
      What waits for it is dropped, its history stays. It cannot be brought back but from a file.
    </Confirm>
  )
}
