/** What can be done with a module beside opening it. */
import { Menu } from '@mantine/core'
import { ArrowLeft, ArrowRight, Ellipsis, Move, Trash2 } from 'lucide-react'
import { useFlow } from './flow'
import { choices, earlier, later } from './places'
import styles from './StepMenu.module.css'
import { type Step, titleOf } from './steps'

export function StepMenu({ step }: { step: Step }) {
  const { onMove, onRemove } = useFlow()
  if (!onMove && !onRemove) return null
  return (
    <Menu position="bottom-start" width={200} withinPortal>
      <Menu.Target>
        <button
          type="button"
          className={`${styles.more} nopan`}
          aria-label={`More for ${titleOf(step)}`}
        >
          <Ellipsis size={16} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Items step={step} />
      </Menu.Dropdown>
    </Menu>
  )
}

/** Only looked for once the menu is open: with many modules there are many places. */
function Items({ step }: { step: Step }) {
  const { steps, onMove, onRemove, onWhere } = useFlow()
  const before = earlier(steps, step.id)
  const behind = later(steps, step.id)
  return (
    <>
      {onMove && (
        <>
          <Menu.Item
            leftSection={<ArrowLeft size={16} aria-hidden />}
            disabled={!before}
            onClick={() => before && onMove(step.id, before)}
          >
            Move earlier
          </Menu.Item>
          <Menu.Item
            leftSection={<ArrowRight size={16} aria-hidden />}
            disabled={!behind}
            onClick={() => behind && onMove(step.id, behind)}
          >
            Move later
          </Menu.Item>
          <Menu.Item
            leftSection={<Move size={16} aria-hidden />}
            disabled={choices(steps, step.id).length === 0}
            onClick={() => onWhere?.(step)}
          >
            Move to…
          </Menu.Item>
        </>
      )}
      {onRemove && (
        <Menu.Item
          color="red"
          leftSection={<Trash2 size={16} aria-hidden />}
          onClick={() => onRemove(step.id)}
        >
          Remove
        </Menu.Item>
      )}
    </>
  )
}
