import { Button, Group, Modal, Select, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type Allowed, type ConnectionFacts, setLimits } from '../api/generated'
import { listGuidesOptions } from '../api/generated/@tanstack/react-query.gen'
import { useDoing } from '../ui/said'

type LimitsProps = {
  opened: boolean
  onClose: () => void
  connection: ConnectionFacts
  limits: Allowed
}

const WINDOWS = [
  { value: 'rolling', label: 'Rolling: counts back from now' },
  { value: 'fixed', label: 'Fixed: begins anew each time' },
]

export function LimitsForm({ opened, onClose, ...rest }: LimitsProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Change the limits">
      <Form {...rest} onClose={onClose} />
    </Modal>
  )
}

function Form({ connection, limits, onClose }: Omit<LimitsProps, 'opened'>) {
  const [tier, setTier] = useState(limits.tier)
  const [minute, setMinute] = useState(limits.minute_window)
  const [day, setDay] = useState(limits.day_window)
  const guides = useQuery(listGuidesOptions({ query: { app: connection.app } }))
  const tiers = guides.data?.items[0]?.tiers ?? []
  const save = useDoing(
    async () =>
      (
        await setLimits({
          path: { connection_id: connection.id },
          body: { tier, minute_window: minute, day_window: day },
        })
      ).data,
    {
      stale: ['showConnection', 'showLimits', 'showRegistration', 'listRegistrations'],
      said: () => 'The limits are changed.',
      done: onClose,
    },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(undefined)
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <p className="muted">
          They hold for everything that is connected through {connection.registration}.
        </p>
        {tiers.length > 0 && (
          <Select
            label="Tier"
            data={tiers}
            value={tier}
            onChange={(value) => setTier(value ?? '')}
            allowDeselect={false}
          />
        )}
        <Select
          label="The minute"
          data={WINDOWS}
          value={minute}
          onChange={(value) => setMinute(value ?? '')}
          allowDeselect={false}
        />
        <Select
          label="The day"
          data={WINDOWS}
          value={day}
          onChange={(value) => setDay(value ?? '')}
          allowDeselect={false}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
