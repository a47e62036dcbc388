/** Changing a registration: an owner any, everybody else their own. */
import {
  changeOwnRegistration,
  changeRegistration,
  type RegistrationChangeWritable,
  type RegistrationFacts,
} from '../api/generated'
import { OF_REGISTRATIONS } from '../api/told'
import { useMay } from '../shell/me'
import { useDoing } from '../ui/said'

export function useChange(
  registration: RegistrationFacts | undefined,
  done?: (changed: RegistrationFacts) => void,
  failed?: (error: unknown) => void,
) {
  const [owner, member] = [useMay('installation:edit'), useMay('connections:edit')]
  const change = useDoing(
    async (body: RegistrationChangeWritable) => {
      const path = { registration_id: registration?.id ?? '' }
      if (owner) return (await changeRegistration({ path, body })).data
      const { bases: _, ...own } = body
      return (await changeOwnRegistration({ path, body: own })).data
    },
    {
      stale: OF_REGISTRATIONS,
      ...(done && { done }),
      ...(failed && { failed }),
    },
  )
  return { change, may: owner || (member && registration?.own === true) }
}
