/** The operations of a module, by their outcome. */
import { Button, Select } from '@mantine/core'
import { CircleCheck, CircleSlash, CircleX, TriangleAlert } from 'lucide-react'
import type { Operation, RunDetail, RunModule } from '../api/generated'
import { useAddress } from '../ui/address'
import { number } from '../ui/figures'
import { Loaded } from '../ui/Loaded'
import styles from './Inspector.module.css'
import { useOperations } from './useOperations'

type OperationsProps = {
  run: RunDetail
  module: RunModule
  chosen: string
  choose: (id: string) => void
}

export function Operations({ run, module, chosen, choose }: OperationsProps) {
  const [{ outcome = '' }, change] = useAddress()
  const query = useOperations(run.id, module.id, outcome)
  return (
    <section className={styles.operations} aria-label="Operations">
      <Select
        aria-label="Which operations"
        size="xs"
        data={choices(module)}
        allowDeselect={false}
        value={outcome || 'all'}
        onChange={(value) => change({ outcome: value === 'all' ? '' : (value ?? ''), op: '' })}
      />
      <Loaded query={query} lines={3}>
        {({ pages }) => (
          <>
            <ul className={styles.list}>
              {pages.flatMap((page) =>
                page.items.map((one) => (
                  <li key={one.id}>
                    <Entry one={one} chosen={one.id === chosen} choose={choose} />
                  </li>
                )),
              )}
            </ul>
            {query.hasNextPage && (
              <Button
                variant="default"
                size="xs"
                fullWidth
                loading={query.isFetchingNextPage}
                onClick={() => void query.fetchNextPage()}
              >
                Show more
              </Button>
            )}
          </>
        )}
      </Loaded>
    </section>
  )
}

function choices({ operations, stopped, failed, warned }: RunModule) {
  return [
    { value: 'all', label: `All, ${number(operations + stopped)}` },
    { value: 'done', label: 'Done' },
    { value: 'failed', label: `Failed, ${number(failed)}` },
    { value: 'stopped', label: `Stopped by the filter, ${number(stopped)}` },
    { value: 'warned', label: `With warnings, ${number(warned)}` },
  ]
}

type EntryProps = { one: Operation; chosen: boolean; choose: (id: string) => void }

function Entry({ one, chosen, choose }: EntryProps) {
  return (
    <button
      type="button"
      className={styles.entry}
      aria-current={chosen ? 'true' : undefined}
      onClick={() => choose(one.id)}
    >
      <Sign one={one} />
      <span className={styles.entryName}>
        {one.ordinal > 0 ? `${one.name}, on from ${number(one.ordinal + 1)}` : one.name}
      </span>
      {one.gave > 1 && <span className="muted small">{number(one.gave)} out</span>}
    </button>
  )
}

function Sign({ one }: { one: Operation }) {
  const [Icon, look, word] =
    one.outcome === 'failed'
      ? [CircleX, styles.err, 'failed']
      : one.outcome === 'stopped'
        ? [CircleSlash, styles.quiet, 'stopped']
        : one.warnings.length > 0
          ? [TriangleAlert, styles.warn, 'done, with warnings']
          : [CircleCheck, styles.ok, 'done']
  return (
    <span className={look}>
      <Icon size={16} aria-hidden />
      <span className="hidden">{word}</span>
    </span>
  )
}
