/** What the connection of a module was not allowed, with the way to mend it. */
import { useQuery } from '@tanstack/react-query'
import { connectionsOptions } from '../api/asked'
import { Lacking } from '../connections/Lacking'
import { named } from '../connections/selecting'
import type { Step } from '../diagram/steps'
import { useEditing } from './editing'
import { usesOf } from './naming'

export function Lacks({ step }: { step: Step }) {
  const { scenario } = useEditing()
  const list = useQuery(connectionsOptions(step.app))
  const use = usesOf(scenario).find((each) => each.name === step.connection)
  const connection = named(list.data?.items ?? [], use?.connection ?? '')
  return connection ? <Lacking connection={connection} modules={[step.module]} /> : null
}
