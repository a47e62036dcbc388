/** "Create a webhook": the address to paste, the key to bring back, and whether the service asked. */
import { Modal, Select, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { RegistrationFacts } from '../api/generated'
import {
  listGuidesOptions,
  listRegistrationsOptions,
} from '../api/generated/@tanstack/react-query.gen'
import { Loaded } from '../ui/Loaded'
import { WebhookSteps } from './WebhookSteps'

type CreateProps = {
  opened: boolean
  onClose: () => void
  /** The id of the registration whose service is to call; chosen where it is not given. */
  registration?: string
  /** Only those of this app can be chosen. */
  app?: string
  onDone?: (registration: RegistrationFacts) => void
}

export function CreateWebhook({ opened, onClose, ...rest }: CreateProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Create a webhook" size="lg">
      <Way {...rest} onClose={onClose} />
    </Modal>
  )
}

const LOOK = 2000 // milliseconds: the service asks while this is open

function Way({ registration = '', app = '', onClose, onDone }: Omit<CreateProps, 'opened'>) {
  const [picked, setPicked] = useState('')
  const list = useQuery({ ...listRegistrationsOptions(), refetchInterval: LOOK })
  const guides = useQuery(listGuidesOptions())
  return (
    <Loaded query={list} lines={6}>
      {({ items }) => {
        const able = items.filter((one) => one.webhook && (app === '' || one.app === app))
        const wanted = registration || picked
        const one = wanted ? able.find((each) => each.id === wanted) : usual(able)
        if (!one) return <NoneYet />
        return (
          <Stack>
            {!registration && able.length > 1 && (
              <Select
                label="Registration"
                data={able.map((each) => ({ value: each.id, label: each.name }))}
                value={one.id}
                onChange={(id) => setPicked(id ?? '')}
                allowDeselect={false}
              />
            )}
            <WebhookSteps
              registration={one}
              guide={guides.data?.items.find((guide) => guide.app === one.app)}
              onDone={() => {
                onDone?.(one)
                onClose()
              }}
            />
          </Stack>
        )
      }}
    </Loaded>
  )
}

function usual(able: ReadonlyArray<RegistrationFacts>): RegistrationFacts | undefined {
  return able.find((one) => one.usual) ?? able[0]
}

function NoneYet() {
  return (
    <p>
      No service that calls is registered here yet.{' '}
      <Link to="/registrations">An owner registers it first.</Link>
    </p>
  )
}
