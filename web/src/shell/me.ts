import { useSuspenseQuery } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import { keepToken } from '../api/client'
import type { Me } from '../api/generated'
import { showMeOptions } from '../api/generated/@tanstack/react-query.gen'

export const MeContext = createContext<Me | null>(null)

/** Who is signed in. */
export function useMe(): Me {
  const me = useContext(MeContext)
  if (!me) throw new Error('useMe stands within the shell')
  return me
}

/** Whether whoever is signed in may do something: `useMay('scenarios:edit')`. */
export function useMay(permission: string): boolean {
  return useMe().permissions.includes(permission)
}

/** How the server is asked who is signed in: once. */
export const whoseSession = { ...showMeOptions(), staleTime: Number.POSITIVE_INFINITY }

export function useSignedIn(): Me {
  const { data } = useSuspenseQuery(whoseSession)
  keepToken(data.csrf_token)
  return data
}
