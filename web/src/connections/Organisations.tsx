/** The organisations that a connection reaches: which are used, and what became of them. */
import { Button, Modal } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Ban, CircleAlert, CircleCheck, CircleDashed } from 'lucide-react'
import {
  acceptOrganisation,
  type ConnectionDetail,
  type ConnectionFacts,
  type Organisation,
} from '../api/generated'
import { OF_CONNECTIONS } from '../api/told'
import { Panel } from '../ui/Page'
import { Mark } from '../ui/Status'
import { say, useDoing } from '../ui/said'
import { type Column, Table } from '../ui/Table'
import { kindOf } from './kinds'
import { OrganisationChoice } from './OrganisationChoice'

export function Organisations({ detail, may }: { detail: ConnectionDetail; may: boolean }) {
  const [choosing, { open, close }] = useDisclosure()
  const { connection } = detail
  const several = connection.organisations.filter((one) => one.reached).length > 1
  const columns: Column<Organisation>[] = [
    { head: 'Organisation', kind: 'wide', names: true, cell: (row) => row.name },
    { head: 'Kind', cell: (row) => kindOf(row.kind) },
    { head: 'State', cell: (row) => <State of={row} /> },
    {
      head: '',
      label: 'What to do',
      cell: (row) => may && row.frozen && <Accept connection={connection} organisation={row} />,
    },
  ]
  return (
    <Panel
      flush
      title="Organisations"
      actions={
        may &&
        several && (
          <Button size="xs" variant="default" onClick={open}>
            Choose which are used
          </Button>
        )
      }
    >
      <Table
        label="Organisations that it reaches"
        columns={columns}
        rows={connection.organisations}
        idOf={(row) => row.id}
      />
      <Modal opened={choosing} onClose={close} title="Which organisations are used">
        <OrganisationChoice
          connection={connection}
          onDone={() => {
            say('Saved.')
            close()
          }}
        />
      </Modal>
    </Panel>
  )
}

function State({ of }: { of: Organisation }) {
  if (!of.reached) return <Mark tone="err" icon={Ban} word="disconnected" />
  if (of.frozen) return <Mark tone="warn" icon={CircleAlert} word={of.frozen} />
  if (!of.included) return <Mark tone="quiet" icon={CircleDashed} word="left out" />
  return <Mark tone="ok" icon={CircleCheck} word={of.written ? 'used, written to' : 'used'} />
}

function Accept({
  connection,
  organisation,
}: {
  connection: ConnectionFacts
  organisation: Organisation
}) {
  const accept = useDoing(
    async () =>
      (
        await acceptOrganisation({
          path: { connection_id: connection.id },
          body: { organisation: organisation.id },
        })
      ).data,
    { stale: OF_CONNECTIONS, said: () => `Things are sent to ${organisation.name} again.` },
  )
  return (
    <Button
      size="compact-sm"
      loading={accept.isPending}
      onClick={() => accept.mutate(undefined)}
      aria-label={`Accept ${organisation.name}`}
    >
      It is the right one
    </Button>
  )
}
