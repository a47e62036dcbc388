import { ActionIcon, Tooltip } from '@mantine/core'
import { Panel, useReactFlow } from '@xyflow/react'
import { Maximize, Minus, Plus } from 'lucide-react'
import styles from './Zoom.module.css'

export function Zoom({ fit }: { fit: () => void }) {
  const { zoomIn, zoomOut } = useReactFlow()
  const buttons = [
    ['Zoom out', Minus, () => void zoomOut()],
    ['Zoom in', Plus, () => void zoomIn()],
    ['Fit to view', Maximize, fit],
  ] as const
  return (
    <Panel position="bottom-left" className={styles.zoom}>
      {buttons.map(([label, Icon, press]) => (
        <Tooltip key={label} label={label}>
          <ActionIcon onClick={press} aria-label={label}>
            <Icon size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      ))}
    </Panel>
  )
}
