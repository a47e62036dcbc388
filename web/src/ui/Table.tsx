/** A table that stays quick with thousands of rows: only those near the window are drawn. */
import { Button } from '@mantine/core'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import styles from './Table.module.css'

const ROW = 41 // pixels; rows that are higher are measured
const DRAWN = 12 // rows beyond the window
const FEW = 60 // up to here all of them are drawn
const NEAR = '600px' // below the window, from where the next rows are asked for

export type Column<Row> = {
  /** The heading; "" for a column of buttons, which then has `label`. */
  head: string
  label?: string
  cell: (row: Row) => ReactNode
  /** wide: takes what is left and breaks its text. */
  kind?: 'number' | 'wide'
  /** The name of the row, which screen readers say with each of its cells. */
  names?: boolean
  /** Left out where the window is narrow: what one can do without. */
  spare?: boolean
}

type TableProps<Row> = {
  /** What the rows are: "Scenarios". */
  label: string
  columns: ReadonlyArray<Column<Row>>
  rows: ReadonlyArray<Row>
  idOf: (row: Row) => string
  /** What stands across the whole width instead of cells, for a row that has none. */
  across?: (row: Row) => ReactNode
  /** Where there are more rows to ask for; with `byItself` before their end is reached. */
  more?: { ask: () => void; asking: boolean; byItself?: boolean }
}

export function Table<Row>({ label, columns, rows, idOf, across, more }: TableProps<Row>) {
  const box = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    setTop((box.current?.getBoundingClientRect().top ?? 0) + window.scrollY)
  }, [])
  const window_ = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW,
    overscan: rows.length <= FEW ? FEW : DRAWN,
    scrollMargin: top,
    getItemKey: (at) => {
      const row = rows[at]
      return row === undefined ? at : idOf(row)
    },
  })
  const drawn = window_.getVirtualItems()
  const before = (drawn[0]?.start ?? top) - top
  const after = window_.getTotalSize() - ((drawn.at(-1)?.end ?? top) - top)
  return (
    <>
      {/* No landmark: the panel around it is one, often of the same name. */}
      {/* biome-ignore lint/a11y/useSemanticElements: a group of no form's fields */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
      <div role="group" className={styles.scroll} ref={box} tabIndex={0} aria-label={label}>
        <table className={styles.table} aria-rowcount={rows.length + 1}>
          <caption className="hidden">{label}</caption>
          <thead>
            <tr aria-rowindex={1}>
              {columns.map((column) => (
                <th key={column.head || column.label} scope="col" className={look(column)}>
                  {column.head || <span className="hidden">{column.label}</span>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Space height={before} columns={columns.length} />
            {drawn.map((item) => {
              const row = rows[item.index]
              if (row === undefined) return null
              return (
                <tr
                  key={item.key}
                  ref={window_.measureElement}
                  data-index={item.index}
                  aria-rowindex={item.index + 2}
                >
                  <Cells columns={columns} row={row} across={across?.(row)} />
                </tr>
              )
            })}
            <Space height={after} columns={columns.length} />
          </tbody>
        </table>
      </div>
      {more && <More {...more} />}
    </>
  )
}

function More({ ask, asking, byItself = false }: NonNullable<TableProps<unknown>['more']>) {
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    const shown = button.current
    if (!byItself || asking || !shown) return
    const near = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) ask()
      },
      { rootMargin: NEAR },
    )
    near.observe(shown)
    return () => near.disconnect()
  }, [byItself, asking, ask])
  return (
    <div className={styles.more}>
      <Button ref={button} variant="default" size="xs" onClick={ask} loading={asking}>
        Show more
      </Button>
    </div>
  )
}

type CellsProps<Row> = { columns: ReadonlyArray<Column<Row>>; row: Row; across?: ReactNode }

function Cells<Row>({ columns, row, across }: CellsProps<Row>) {
  if (across) {
    return (
      <td colSpan={columns.length} className={styles.across}>
        {across}
      </td>
    )
  }
  return columns.map((column) => (
    <Cell key={column.head || column.label} column={column} row={row} />
  ))
}

function Cell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  if (column.names) {
    return (
      <th scope="row" className={look(column)}>
        {column.cell(row)}
      </th>
    )
  }
  return <td className={look(column)}>{column.cell(row)}</td>
}

function Space({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null
  return (
    <tr className={styles.space} aria-hidden>
      <td colSpan={columns} style={{ height }} />
    </tr>
  )
}

function look<Row>(column: Column<Row>): string | undefined {
  const named = [column.kind && styles[column.kind], column.spare && styles.spare]
  return named.filter(Boolean).join(' ') || undefined
}
