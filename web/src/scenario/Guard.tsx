/** Keeps what is not saved from being lost by leaving. */
import { useBlocker } from '@tanstack/react-router'
import { Confirm } from '../ui/Confirm'

// What of an address shows other things to change; the rest of it may change freely.
const ELSEWHERE = ['tab', 'module'] as const

type Where = { pathname: string; search: unknown }

/** Asks before the page, its tab or its module is left while something is `changed`. */
export function Guard({ changed }: { changed: boolean }) {
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

function leaves(current: Where, next: Where): boolean {
  if (current.pathname !== next.pathname) return true
  return ELSEWHERE.some((name) => of(current, name) !== of(next, name))
}

function of(where: Where, name: string): string {
  return String((where.search as Record<string, string>)[name] ?? '')
}
