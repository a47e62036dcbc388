/** Beside a field: the values of earlier modules and the functions, to be put into its text. */
import { ActionIcon, Popover, TextInput } from '@mantine/core'
import { Braces, Search } from 'lucide-react'
import { type RefObject, useEffect, useId, useRef, useState } from 'react'
import type { InputFacts } from '../api/generated'
import type { Earlier } from './definition'
import { type Samples, useInside } from './Inside'
import { Offered } from './Offered'
import styles from './ValuePicker.module.css'

export type ValuePickerProps = {
  /** What is put in, without its braces; `«»` says where the caret is wanted. */
  onPick: (expression: string) => void
  /** The modules before, nearest last, and the run's inputs: those of the form around it. */
  before?: readonly Earlier[]
  inputs?: readonly InputFacts[]
  samples?: Samples
  opened?: boolean
  onOpen?: () => void
  onClose?: () => void
  /** A field in which somebody is typing what they look for. */
  beside?: RefObject<HTMLElement | null>
  search?: string
}

export function ValuePicker({
  onPick,
  opened,
  onOpen,
  onClose,
  beside,
  ...rest
}: ValuePickerProps) {
  const [own, setOwn] = useState(false)
  const isOpen = opened ?? own
  const close = () => {
    setOwn(false)
    onClose?.()
  }
  return (
    <Popover
      opened={isOpen}
      onChange={(to) => !to && close()}
      position="bottom-end"
      width={360}
      shadow="md"
      withinPortal
      closeOnEscape
      returnFocus={!beside}
      trapFocus={!beside}
      transitionProps={{ duration: 0 }}
    >
      <Popover.Target popupType="dialog">
        <ActionIcon
          size={30}
          aria-label="Insert a value"
          title="Insert a value"
          onClick={() => {
            if (isOpen) return close()
            setOwn(true)
            onOpen?.()
          }}
        >
          <Braces size={15} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className={styles.panel} aria-label="Insert a value">
        {isOpen && (
          <Inner
            {...rest}
            beside={beside}
            onClose={close}
            onPick={(expression) => {
              setOwn(false)
              onPick(expression)
            }}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  )
}

type InnerProps = Omit<ValuePickerProps, 'opened' | 'onOpen'> & { onClose: () => void }

function Inner({ before, inputs, samples, beside, search = '', onPick, onClose }: InnerProps) {
  const inside = useInside()
  const tree = useId()
  const looked = useRef<HTMLInputElement>(null)
  const [own, setOwn] = useState('')
  const words = beside ? search : own
  useArrowInto(beside, tree, onClose)

  return (
    <>
      {!beside && (
        <TextInput
          ref={looked}
          data-autofocus
          className={styles.search}
          aria-label="Search values and functions"
          placeholder="Search names and values"
          leftSection={<Search size={14} aria-hidden />}
          value={own}
          onChange={(event) => setOwn(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown') return
            event.preventDefault()
            enter(tree)
          }}
        />
      )}
      <Offered
        id={tree}
        before={before ?? inside.before}
        inputs={inputs ?? inside.inputs}
        samples={samples ?? inside.samples}
        search={words}
        onPick={onPick}
        onLeave={() => (beside?.current ?? looked.current)?.focus()}
      />
    </>
  )
}

/** From the field in which somebody types, the arrow leads into the tree, and Escape away. */
function useArrowInto(
  beside: RefObject<HTMLElement | null> | undefined,
  tree: string,
  onClose: () => void,
): void {
  useEffect(() => {
    const field = beside?.current
    if (!field) return
    const press = (event: KeyboardEvent) => {
      if (event.key === 'ArrowDown') {
        event.preventDefault()
        enter(tree)
      } else if (event.key === 'Tab') onClose()
    }
    field.addEventListener('keydown', press)
    return () => field.removeEventListener('keydown', press)
  }, [beside, tree, onClose])
}

function enter(tree: string): void {
  document.getElementById(tree)?.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
}
