/** The list of runs as it is now. */
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import type { LoggedChange } from '../api/generated'
import { useMay } from '../shell/me'
import { useAddress } from '../ui/address'
import { Loaded } from '../ui/Loaded'
import { Moment } from '../ui/Moment'
import { Empty } from '../ui/Page'
import { Table } from '../ui/Table'
import { Chosen } from './Chosen'
import { columns, useHiddenColumns } from './columns'
import { NONE, narrowed } from './filters'
import { RunMenu } from './RunMenu'
import styles from './Runs.module.css'
import { changeSaid, rowId } from './rows'
import { Summary } from './Summary'
import { useHistory, useRows } from './useHistory'

export function List() {
  const [address] = useAddress()
  const { query, summary, again } = useHistory(address)
  const { runs, rows } = useRows(query, address)
  const may = useMay('scenarios:run')
  const [hidden] = useHiddenColumns()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const choose = useCallback((id: string, on: boolean) => {
    setChosen((now) => new Set(on ? [...now, id] : [...now].filter((one) => one !== id)))
  }, [])
  const shown = useMemo(
    () =>
      columns(hidden, may ? { chosen, choose } : null, (run) => (
        <RunMenu run={run} done={() => void again()} />
      )),
    [hidden, may, chosen, choose, again],
  )
  const picked = runs.filter((run) => chosen.has(run.id)).map((run) => run.id)
  const { fetchNextPage } = query
  const ask = useCallback(() => void fetchNextPage(), [fetchNextPage])
  const more = query.hasNextPage
    ? { ask, asking: query.isFetchingNextPage, byItself: !query.isFetchNextPageError }
    : undefined
  return (
    <Loaded query={query} lines={10}>
      {() => (
        <>
          <Summary told={summary.data} />
          {picked.length > 0 && (
            <Chosen ids={picked} clear={() => setChosen(new Set())} done={() => void again()} />
          )}
          {runs.length === 0 ? (
            <Nothing />
          ) : (
            <Table
              label="Runs"
              columns={shown}
              rows={rows}
              idOf={rowId}
              across={(row) => row.mark && <Mark change={row.mark} />}
              more={more}
            />
          )}
        </>
      )}
    </Loaded>
  )
}

function Mark({ change }: { change: LoggedChange }) {
  return (
    <span className={styles.mark}>
      <Moment at={change.at} />
      {changeSaid(change)}
      {change.note && <span>“{change.note}”</span>}
    </span>
  )
}

function Nothing() {
  const [address, change] = useAddress()
  if (narrowed(address)) {
    return (
      <Empty
        title="No run is like this"
        action={
          <Button variant="default" onClick={() => change(NONE)}>
            Take the filters away
          </Button>
        }
      >
        There are runs in the history only as long as they are kept.
      </Empty>
    )
  }
  return (
    <Empty
      title="Nothing has run yet"
      action={
        <Button component={Link} to="/scenarios" variant="default">
          Scenarios
        </Button>
      }
    >
      Run a scenario once, or switch one on: each of its runs is kept here with all that went
      through it.
    </Empty>
  )
}
