/** Ends a connection at the service and erases its tokens; says first who would miss it. */
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { type ConnectionFacts, removeConnection, type Use } from '../api/generated'
import { OF_CONNECTIONS } from '../api/told'
import { counted } from '../ui/figures'
import { useDoing } from '../ui/said'
import styles from './Connections.module.css'

type DeleteProps = {
  opened: boolean
  onClose: () => void
  connection: ConnectionFacts
  uses: ReadonlyArray<Use>
}

export function Delete({ opened, onClose, connection, uses }: DeleteProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Delete ${connection.name}?`}>
      <Asked connection={connection} uses={uses} onClose={onClose} />
    </Modal>
  )
}

function Asked({ connection, uses, onClose }: Omit<DeleteProps, 'opened'>) {
  const [typed, setTyped] = useState('')
  const navigate = useNavigate()
  const used = uses.length > 0
  const remove = useDoing(
    async () =>
      (
        await removeConnection({
          path: { connection_id: connection.id },
          query: { force: used },
        })
      ).data,
    {
      stale: OF_CONNECTIONS.filter((one) => one !== 'showConnection'),
      said: (told) =>
        told.revoked ? `${told.name} is deleted.` : `${told.name} is deleted here. ${told.why}`,
      done: () => void navigate({ to: '/connections' }),
    },
  )
  return (
    <Stack>
      <p>
        Its access at {connection.label} is ended and its tokens are erased. This cannot be undone.
      </p>
      {used && (
        <>
          <p>
            <strong>{counted(scenarios(uses).length, 'scenario')} would stop working:</strong>
          </p>
          <ul className={styles.users}>
            {scenarios(uses).map((use) => (
              <li key={use.scenario_id}>
                <Link to="/scenarios/$id" params={{ id: use.scenario_id }}>
                  {use.scenario}
                </Link>
                {use.on && ' (on)'}
              </li>
            ))}
          </ul>
          <TextInput
            label={`Type ${connection.name} to delete it although it is used`}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
          />
        </>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>
          Cancel
        </Button>
        <Button
          color="red"
          loading={remove.isPending}
          disabled={used && typed.trim() !== connection.name}
          onClick={() => remove.mutate(undefined)}
        >
          Delete
        </Button>
      </Group>
    </Stack>
  )
}

/** Each once, under whichever of its names it calls the connection. */
function scenarios(uses: ReadonlyArray<Use>): Use[] {
  return [...new Map(uses.map((use) => [use.scenario_id, use])).values()]
}
