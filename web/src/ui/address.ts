/** What a page shows is in its address, so that it can be sent to somebody. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

export type Address = Readonly<Record<string, string>>

/** What shall stand there; a function makes it of what stands there by then, which may be newer than
what the page shows. */
type Wanted = Readonly<Record<string, string | ((before: string) => string)>>

/** The query of the address; `change({status: 'error', after: ''})` sets one and takes one away.

Going back skips what was changed with `replace`, which suits what is typed. */
export function useAddress(): [Address, (wanted: Wanted, how?: { replace?: boolean }) => void] {
  const query: Address = useSearch({ strict: false })
  const navigate = useNavigate()
  const change = useCallback(
    (wanted: Wanted, how: { replace?: boolean } = {}) =>
      void navigate({
        to: '.',
        search: (before: Address) => said({ ...before, ...made(before, wanted) }),
        replace: how.replace ?? false,
        resetScroll: false,
      } as never),
    [navigate],
  )
  return [query, change]
}

function made(before: Address, wanted: Wanted): Address {
  return Object.fromEntries(
    Object.entries(wanted).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : value(before[name] ?? ''),
    ]),
  )
}

function said(query: Address): Record<string, string> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''))
}

/** How the router reads a query: every value is a text, as it stands there. */
export function readQuery(query: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(query))
}

export function writeQuery(query: Record<string, unknown>): string {
  const texts = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  const written = new URLSearchParams(
    texts.map(([name, value]) => [name, String(value)]),
  ).toString()
  return written ? `?${written}` : ''
}
