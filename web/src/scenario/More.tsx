/** What else can be done with a scenario: named anew, cloned, exported, deleted. */
import { ActionIcon, Menu } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { Copy, Download, EllipsisVertical, PencilLine, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { describeScenario, type ScenarioDetail } from '../api/generated'
import { CloneScenario } from '../scenarios/CloneScenario'
import { DeleteScenario } from '../scenarios/DeleteScenario'
import { useMay } from '../shell/me'
import { useEditing } from './editing'
import { NameDialog } from './NameDialog'

export function More({ scenario }: { scenario: ScenarioDetail }) {
  const may = useMay('scenarios:edit')
  const [open, setOpen] = useState<'name' | 'clone' | 'delete' | ''>('')
  const shut = () => setOpen('')
  const navigate = useNavigate()
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
      {open === 'clone' && <CloneScenario scenario={scenario} onClose={shut} />}
      {open === 'delete' && (
        <DeleteScenario
          scenario={scenario}
          onClose={shut}
          onDone={() => void navigate({ to: '/scenarios' })}
        />
      )}
    </>
  )
}

function Rename({ opened, onClose }: { opened: boolean; onClose: () => void }) {
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
