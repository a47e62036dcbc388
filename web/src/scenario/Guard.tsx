/** Keeps what is not saved from being lost by leaving. */
import { useBlocker } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { Confirm } from '../ui/Confirm'
import { type Saving, useEditing } from './editing'

// What of an address shows other things to change; the rest of it may change freely.
const ELSEWHERE = ['tab', 'module'] as const

type Where = { pathname: string; search: unknown }

type GuardProps = {
  changed: boolean
  /** How it is saved, where a run depends on it. */
  save?: Saving
}

/** Asks before the page, its tab or its module is left while something is `changed`. */
export function Guard({ changed, save }: GuardProps) {
  useHeld(changed, save)
  const blocked = useBlocker({
    shouldBlockFn: ({ current, next }) => changed && leaves(current, next),
    enableBeforeUnload: () => changed,
    disabled: !changed,
    withResolver: true,
  })
  return (
    <Confirm
      opened={blocked.status === 'blocked'}
      onClose={() => blocked.reset?.()}
      title="Leave without saving?"
      verb="Leave"
      onConfirm={() => blocked.proceed?.()}
    >
      What you changed here is not saved yet.
    </Confirm>
  )
}

function useHeld(changed: boolean, save: Saving | undefined): void {
  const { may, hold } = useEditing()
  const newest = useRef(save)
  newest.current = save
  const held = changed && may && save !== undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: what holds it is new with each version
  useEffect(() => {
    if (!held) return
    hold((then) => newest.current?.(then))
    return () => hold(null)
  }, [held])
}

function leaves(current: Where, next: Where): boolean {
  if (current.pathname !== next.pathname) return true
  return ELSEWHERE.some((name) => of(current, name) !== of(next, name))
}

function of(where: Where, name: string): string {
  return String((where.search as Record<string, string>)[name] ?? '')
}
