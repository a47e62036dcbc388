/** One connection: how it is doing, what it reaches and may do, who uses it, and what is left. */
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { ConnectionDetail } from '../api/generated'
import { showConnectionOptions } from '../api/generated/@tanstack/react-query.gen'
import { useMay } from '../shell/me'
import { Loaded } from '../ui/Loaded'
import { Note } from '../ui/Note'
import { Page } from '../ui/Page'
import { Status } from '../ui/Status'
import { ConnectionActions } from './ConnectionActions'
import { ConnectionFacts } from './ConnectionFacts'
import styles from './Connections.module.css'
import { Left } from './Left'
import { Missing } from './Missing'
import { Organisations } from './Organisations'
import { ended } from './order'
import { Allowed } from './PermissionList'
import { Needed } from './RowActions'
import { Told } from './Told'
import { Uses } from './Uses'

const UP = { to: '/connections', label: 'Connections' }

export function Connection() {
  const { id = '' } = useParams({ strict: false })
  const detail = useQuery(showConnectionOptions({ path: { connection_id: id } }))
  if (!detail.data) {
    return (
      <Page title="Connection" up={UP}>
        <Loaded query={detail} lines={8}>
          {() => null}
        </Loaded>
      </Page>
    )
  }
  return <Shown detail={detail.data} />
}

function Shown({ detail }: { detail: ConnectionDetail }) {
  const { connection } = detail
  const may = useMay('connections:edit')
  return (
    <Page
      title={connection.name}
      up={UP}
      under={
        <span className={styles.subtitle}>
          {connection.label} <Status of={connection.state} kind="connection" />
        </span>
      }
      actions={may && <ConnectionActions connection={connection} uses={detail.uses} />}
    >
      {connection.state !== 'ok' && (
        <Note
          title={connection.reason}
          tone={ended(connection) ? 'err' : 'warn'}
          action={may && <Needed connection={connection} size="xs" />}
        >
          {!may && 'Whoever may edit connections can mend it.'}
        </Note>
      )}
      <ConnectionFacts connection={connection} />
      <Missing detail={detail} may={may} />
      <Organisations detail={detail} may={may} />
      <Left connection={connection} limits={detail.limits} left={detail.left} />
      <Uses uses={detail.uses} />
      <Allowed items={detail.allowed} />
      <Told connection={connection} />
    </Page>
  )
}
