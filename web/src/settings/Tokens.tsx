import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { revokeToken, type TokenFacts } from '../api/generated'
import {
  listTokenPermissionsOptions,
  listTokensOptions,
} from '../api/generated/@tanstack/react-query.gen'
import { Confirm } from '../ui/Confirm'
import { Loaded } from '../ui/Loaded'
import { Moment } from '../ui/Moment'
import { Empty, Panel } from '../ui/Page'
import { useDoing } from '../ui/said'
import { type Column, Table } from '../ui/Table'
import { NewToken } from './NewToken'
import { granted } from './permissions'

const columns = (all: number): ReadonlyArray<Column<TokenFacts>> => [
  { head: 'Name', kind: 'wide', names: true, cell: (row) => row.name },
  { head: 'May', spare: true, cell: (row) => granted(row.permissions, all) },
  { head: 'Used', cell: (row) => (row.used_at ? <Moment at={row.used_at} relative /> : 'never') },
  {
    head: 'Expires',
    cell: (row) => (row.expires_at ? <Moment at={row.expires_at} relative /> : 'never'),
  },
  { head: '', label: 'What to do', cell: (row) => <Revoke token={row} /> },
]

export function Tokens() {
  const tokens = useQuery(listTokensOptions())
  const permissions = useQuery(listTokenPermissionsOptions())
  const known = permissions.data?.items
  const [opened, { open, close }] = useDisclosure()
  const make = (
    <Button size="xs" leftSection={<Plus size={14} aria-hidden />} onClick={open} disabled={!known}>
      New token
    </Button>
  )
  return (
    <Panel title="API tokens" flush actions={make}>
      <Loaded query={tokens} lines={2}>
        {({ items }) =>
          items.length ? (
            <Table
              label="API tokens"
              columns={columns(known?.length ?? Number.POSITIVE_INFINITY)}
              rows={items}
              idOf={(row) => row.id}
            />
          ) : (
            <Empty title="No tokens">
              A program signs in with one, at <a href="/api/v1/openapi.json">/api/v1</a>. It may
              never do more than you.
            </Empty>
          )
        }
      </Loaded>
      {opened && known && <NewToken permissions={known} onClose={close} />}
    </Panel>
  )
}

function Revoke({ token }: { token: TokenFacts }) {
  const [asked, setAsked] = useState(false)
  const revoke = useDoing(() => revokeToken({ path: { token_id: token.id } }), {
    stale: ['listTokens'],
    said: () => `${token.name} is revoked.`,
    done: () => setAsked(false),
  })
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        color="red"
        onClick={() => setAsked(true)}
        aria-label={`Revoke ${token.name}`}
      >
        Revoke
      </Button>
      <Confirm
        opened={asked}
        title={`Revoke ${token.name}?`}
        verb="Revoke"
        busy={revoke.isPending}
        onConfirm={() => revoke.mutate(undefined)}
        onClose={() => setAsked(false)}
      >
        The next request with it is refused, wherever it comes from.
      </Confirm>
    </>
  )
}
