/** Whether the service's calls can be believed: what an instant trigger needs before it hears. */
import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, Clock } from 'lucide-react'
import { connectionsOptions } from '../api/asked'
import { listRegistrationsOptions } from '../api/generated/@tanstack/react-query.gen'
import { named } from '../connections/selecting'
import type { Step } from '../diagram/steps'
import { useMay } from '../shell/me'
import { Mark } from '../ui/Status'
import { CreateWebhook } from '../webhooks/CreateWebhook'
import { useEditing } from './editing'
import { usesOf } from './naming'
import styles from './Side.module.css'

export function Listening({ step }: { step: Step }) {
  const { scenario } = useEditing()
  const [opened, { open, close }] = useDisclosure()
  const may = useMay('installation:edit')
  const connections = useQuery(connectionsOptions(step.app))
  const registrations = useQuery(listRegistrationsOptions())
  const use = usesOf(scenario).find((each) => each.name === step.connection)
  const connection = named(connections.data?.items ?? [], use?.connection ?? '')
  const items = (registrations.data?.items ?? []).filter((one) => one.app === step.app)
  const found = items.find((one) => one.id === connection?.registration_id) ?? items[0]
  if (!registrations.data) return null
  const ready = found?.webhook?.key === true
  return (
    <div className={styles.listening}>
      {ready ? (
        found.webhook?.asked_at ? (
          <Mark tone="ok" icon={CircleCheck} word={`${found.name} is listened to`} />
        ) : (
          <Mark tone="warn" icon={Clock} word="The service has not asked yet" />
        )
      ) : (
        <Mark tone="warn" icon={CircleAlert} word="Create a webhook first" />
      )}
      {!(ready && found?.webhook?.asked_at) && (
        <Button size="xs" variant={ready ? 'default' : 'filled'} disabled={!may} onClick={open}>
          {ready ? 'How to go on' : 'Create a webhook'}
        </Button>
      )}
      <CreateWebhook opened={opened} onClose={close} registration={found?.id} app={step.app} />
    </div>
  )
}
