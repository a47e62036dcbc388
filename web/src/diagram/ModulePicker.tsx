/** Chooses the module that shall stand in a place. */
import { Modal } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { modulesOptions } from '../api/asked'
import type { ModuleFacts } from '../api/generated'
import { listAppsOptions } from '../api/generated/@tanstack/react-query.gen'
import { Loaded } from '../ui/Loaded'
import styles from './ModulePicker.module.css'
import { FLOW, ROUTER_CHOICE } from './modules'
import { Picking } from './Picking'

export type ModulePickerProps = {
  opened: boolean
  onClose: () => void
  onPick: (module: ModuleFacts) => void
  /** The place is the first of the scenario, where a trigger may stand. */
  trigger: boolean
  /** What is done with the module: "Add a module after 2 Search for contacts". */
  title?: string
}

export function ModulePicker({ opened, onClose, onPick, trigger, title }: ModulePickerProps) {
  const small = useMediaQuery('(max-width: 640px)')
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title ?? (trigger ? 'Add the first module' : 'Add a module')}
      size={940}
      fullScreen={small}
      classNames={{ content: styles.content, body: styles.body, title: styles.title }}
    >
      <Asked onPick={onPick} trigger={trigger} />
    </Modal>
  )
}

function Asked({ onPick, trigger }: Pick<ModulePickerProps, 'onPick' | 'trigger'>) {
  const modules = useQuery(modulesOptions())
  const apps = useQuery({ ...listAppsOptions(), staleTime: Number.POSITIVE_INFINITY })
  const labels = new Map([
    [FLOW.app, FLOW.label],
    ...(apps.data?.items ?? []).map((app) => [app.name, app.label] as const),
  ])
  return (
    <Loaded query={modules} lines={10}>
      {({ items }) => (
        <Picking
          modules={[ROUTER_CHOICE, ...items]}
          labels={labels}
          onPick={onPick}
          trigger={trigger}
        />
      )}
    </Loaded>
  )
}
