/** What can be done with a module beside opening it. */
import { Menu } from '@mantine/core'
import { ArrowLeft, ArrowRight, Ellipsis, Move, Trash2 } from 'lucide-react'
import { type Ref, useRef, useState } from 'react'
import { useFlow } from './flow'
import { choices, earlier, later } from './places'
import styles from './StepMenu.module.css'
import { type Step, titleOf } from './steps'

const AT_ONCE = { duration: 0 }

/** Only the button stands at every module: a menu for each would make long scenarios slow. */
export function StepMenu({ step }: { step: Step }) {
  const { onMove, onRemove } = useFlow()
  const [opened, set] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const wasOpen = useRef(false)
  if (!onMove && !onRemove) return null
  const close = () => {
    set(false)
    button.current?.focus({ preventScroll: true })
  }
  return (
    <span className={styles.around}>
      <button
        ref={button}
        type="button"
        className={`${styles.more} nopan`}
        aria-label={`More for ${titleOf(step)}`}
        aria-haspopup="menu"
        aria-expanded={opened}
        // Pressing it beside an open menu has closed that before the click arrives.
        onPointerDown={() => {
          wasOpen.current = opened
        }}
        onClick={() => {
          set(!wasOpen.current)
          wasOpen.current = false
        }}
      >
        <Ellipsis size={16} aria-hidden />
      </button>
      {opened && (
        <Menu opened onClose={close} position="bottom-start" width={200} transitionProps={AT_ONCE}>
          <Menu.Target>
            <Below />
          </Menu.Target>
          <Menu.Dropdown aria-label={`More for ${titleOf(step)}`}>
            <Items step={step} />
          </Menu.Dropdown>
        </Menu>
      )}
    </span>
  )
}

/** Where the menu hangs; the button says by itself that it has one. */
function Below({ ref }: { ref?: Ref<HTMLSpanElement> }) {
  return <span ref={ref} className={styles.below} />
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
          color="var(--err)"
          leftSection={<Trash2 size={16} aria-hidden />}
          onClick={() => onRemove(step.id)}
        >
          Remove
        </Menu.Item>
      )}
    </>
  )
}
