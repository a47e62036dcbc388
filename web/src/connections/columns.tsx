import { Link } from '@tanstack/react-router'
import type { ConnectionFacts } from '../api/generated'
import { Disc } from '../ui/Disc'
import { Moment } from '../ui/Moment'
import { Status } from '../ui/Status'
import type { Column } from '../ui/Table'
import styles from './Connections.module.css'
import { granted, organisationNames } from './order'
import { RowActions } from './RowActions'

export const COLUMNS: ReadonlyArray<Column<ConnectionFacts>> = [
  { head: 'Name', kind: 'wide', names: true, cell: (row) => <Name connection={row} /> },
  { head: 'State', cell: (row) => <Status of={row.state} kind="connection" /> },
  {
    head: 'Organisations',
    spare: true,
    cell: (row) => <Organisations names={organisationNames(row)} />,
  },
  { head: 'Permissions', kind: 'number', spare: true, cell: granted },
  { head: 'Used by', kind: 'number', spare: true, cell: (row) => row.used_by },
  {
    head: 'Renewed',
    spare: true,
    cell: (row) => <Moment at={row.refreshed_at ?? row.created_at} relative />,
  },
  { head: '', label: 'What to do', cell: (row) => <RowActions connection={row} /> },
]

function Name({ connection }: { connection: ConnectionFacts }) {
  return (
    <div className={styles.named}>
      <Disc app={connection.label} />
      <div>
        <Link to="/connections/$id" params={{ id: connection.id }}>
          {connection.name}
        </Link>
        <div className="muted small">
          {connection.state === 'ok' ? connection.label : connection.reason}
        </div>
      </div>
    </div>
  )
}

function Organisations({ names }: { names: ReadonlyArray<string> }) {
  // Two have room beside each other.
  const few = names.length > 2 ? 1 : 2
  const more = names.length - few
  return (
    <span className={styles.short} title={names.join(', ')}>
      {names.slice(0, few).join(', ')}
      {more > 0 && ` and ${more} more`}
    </span>
  )
}
