/** Which connection and which organisation modules work over; one is created in place. */
import { Button, Group, Select, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { connectionsOptions } from '../api/asked'
import type { ConnectionFacts } from '../api/generated'
import { useMay } from '../shell/me'
import { CreateConnection } from './CreateConnection'
import { Lacking } from './Lacking'
import { named, organisationsOf, usual } from './selecting'

type SelectProps = {
  app: string
  /** The connection's name, as the scenario writes it (a former one counts), or its id. */
  value: string
  /** The organisation's name or id; "" where it is not said. */
  organisation: string
  onChange: (connection: string, organisation: string) => void
  /** Told of a connection that was created in place, after onChange. */
  onCreate?: (connection: ConnectionFacts) => void
  /** Names of the modules ("APP.ID") that are to work over it. */
  modules: ReadonlyArray<string>
  disabled?: boolean
}

export function ConnectionSelect(props: SelectProps) {
  const { app, value, organisation, onChange, onCreate, modules, disabled = false } = props
  const [creating, { open, close }] = useDisclosure()
  const may = useMay('connections:edit')
  const list = useQuery(connectionsOptions(app))
  const connections = list.data?.items ?? []
  const chosen = named(connections, value)
  const organisations = chosen ? organisationsOf(chosen) : []
  return (
    <Stack gap="xs">
      <Group gap="xs" align="flex-end" wrap="wrap">
        <Select
          label="Connection"
          flex="1 1 200px"
          data={connections.map((one) => ({ value: one.name, label: one.name }))}
          value={chosen?.name ?? (value || null)}
          placeholder={connections.length > 0 ? 'Choose a connection' : 'There is none yet'}
          error={
            value && list.data && !list.isFetching && !chosen
              ? `There is no connection ${value}.`
              : undefined
          }
          onChange={(name) => {
            const picked = named(connections, name ?? '')
            if (picked) onChange(picked.name, usual(picked, organisation))
          }}
          searchable={connections.length > 7}
          allowDeselect={false}
          disabled={disabled || connections.length === 0}
        />
        {may && (
          <Button
            variant={connections.length > 0 ? 'default' : 'filled'}
            leftSection={<Plus size={16} aria-hidden />}
            onClick={open}
            disabled={disabled}
          >
            Create a connection
          </Button>
        )}
      </Group>
      {organisations.length > 0 && (
        <Select
          label="Organisation"
          data={organisations.map((one) => ({ value: one.name, label: one.name }))}
          value={
            organisations.find((one) => [one.name, one.id].includes(organisation))?.name ?? null
          }
          placeholder="Choose an organisation"
          onChange={(name) => chosen && name && onChange(chosen.name, name)}
          allowDeselect={false}
          disabled={disabled}
        />
      )}
      {chosen && <Lacking connection={chosen} modules={modules} />}
      <CreateConnection
        opened={creating}
        onClose={close}
        app={app}
        modules={modules}
        onDone={(made) => {
          onChange(made.name, usual(made, ''))
          onCreate?.(made)
        }}
      />
    </Stack>
  )
}
