/** Which of the organisations that a consent reaches are used. */
import { Button, Checkbox, Group, Stack } from '@mantine/core'
import { useState } from 'react'
import { type ConnectionFacts, changeConnection } from '../api/generated'
import { OF_CONNECTIONS } from '../api/told'
import { useDoing } from '../ui/said'
import styles from './Connections.module.css'
import { toggled } from './choice'
import { kindOf } from './kinds'

type OrganisationProps = {
  connection: ConnectionFacts
  onDone: (connection: ConnectionFacts) => void
}

export function OrganisationChoice({ connection, onDone }: OrganisationProps) {
  const there = connection.organisations.filter((one) => one.reached)
  const [chosen, setChosen] = useState(() =>
    there.filter((one) => one.included).map((one) => one.id),
  )
  const save = useDoing(
    async (organisations: string[]) =>
      (await changeConnection({ path: { connection_id: connection.id }, body: { organisations } }))
        .data,
    { stale: OF_CONNECTIONS, done: onDone },
  )
  return (
    <Stack>
      <p>
        {connection.name} is connected and reaches {there.length} organisations. Choose those that
        scenarios may work in; what you leave out can be taken in later.
      </p>
      <fieldset className={styles.group}>
        <legend>Organisations</legend>
        {there.map((one) => (
          <div key={one.id} className={styles.choice}>
            <Checkbox
              label={one.name}
              description={kindOf(one.kind)}
              checked={chosen.includes(one.id)}
              onChange={() => setChosen(toggled(chosen, one.id))}
            />
          </div>
        ))}
      </fieldset>
      <Group>
        <Button
          loading={save.isPending}
          disabled={chosen.length === 0}
          onClick={() => save.mutate(chosen)}
        >
          Use {chosen.length === there.length ? 'all of them' : `these ${chosen.length}`}
        </Button>
      </Group>
    </Stack>
  )
}
