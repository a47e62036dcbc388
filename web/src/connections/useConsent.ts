/** A consent from the click that asks for it until it is known what came of it. */
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { stale } from '../api/client'
import type { ConsentFacts } from '../api/generated'
import { showConsentOptions } from '../api/generated/@tanstack/react-query.gen'
import { OF_CONNECTIONS } from '../api/told'

const LOOK = 1000 // milliseconds
/** Asks for the consent; for exactly these permissions where they are given. */
export type Ask = (scopes?: string[]) => Promise<ConsentFacts>

export type Consent = {
  /** What was asked for, as it is now; undefined before anything was. */
  facts: ConsentFacts | undefined
  asking: boolean
  error: unknown
  begin: (scopes?: string[]) => void
  forget: () => void
}

export function useConsent(ask: Ask, onDone: (facts: ConsentFacts) => void): Consent {
  const [begun, setBegun] = useState<ConsentFacts>()
  const asking = useMutation({
    mutationFn: (scopes?: string[]) => ask(scopes),
    onSuccess: setBegun,
  })
  const now = useQuery({
    ...showConsentOptions({ path: { consent_id: begun?.id ?? '' } }),
    enabled: begun?.state === 'waiting' && !begun.trouble,
    refetchInterval: ({ state }) => (state.data && state.data.state !== 'waiting' ? false : LOOK),
    staleTime: 0,
  })
  const facts = begun && { ...(now.data ?? begun), url: begun.url }
  useOnce(facts?.state === 'done' ? facts : undefined, (done) => {
    void stale(...OF_CONNECTIONS)
    onDone(done)
  })
  return {
    facts,
    asking: asking.isPending,
    error: asking.error,
    begin: (scopes) => asking.mutate(scopes),
    forget: () => {
      setBegun(undefined)
      asking.reset()
    },
  }
}

function useOnce(done: ConsentFacts | undefined, tell: (facts: ConsentFacts) => void): void {
  const told = useRef('')
  useEffect(() => {
    const name = done && `${done.id} ${done.connection_id}`
    if (!name || told.current === name) return
    told.current = name
    tell(done)
  }, [done, tell])
}
