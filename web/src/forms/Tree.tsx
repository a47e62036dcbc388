/** A tree that is walked with the arrow keys; Enter takes what stands there. */
import { ChevronDown, ChevronRight } from 'lucide-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import styles from './Tree.module.css'
import { type Leaf, type Row, rowsOf } from './tree'

const MOST = 400 // lines; who looks for more types a word of it

type TreeProps = {
  id: string
  label: string
  leaves: Leaf[]
  /** Everything that is left by a search is seen. */
  searched: boolean
  /** What is open at first. */
  first: string[]
  onPick: (insert: string) => void
  /** The arrow key led out at the top. */
  onLeave: () => void
}

export function Tree({ id, label, leaves, searched, first, onPick, onLeave }: TreeProps) {
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(first))
  const [current, setCurrent] = useState('')
  const root = useRef<HTMLDivElement>(null)
  const all = rowsOf(leaves, searched ? 'all' : open)
  const rows = all.slice(0, MOST)
  const at = Math.max(
    rows.findIndex((row) => row.leaf.key === current),
    0,
  )

  const go = (to: number) => {
    const row = rows[Math.min(Math.max(to, 0), rows.length - 1)]
    if (!row) return
    setCurrent(row.leaf.key)
    root.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(row.leaf.key)}"]`)?.focus()
  }
  const turn = (leaf: Leaf, to: boolean) => {
    const next = new Set(open)
    if (to) next.add(leaf.key)
    else next.delete(leaf.key)
    setOpen(next)
  }
  const take = (row: Row) => (row.leaf.insert ? onPick(row.leaf.insert) : turn(row.leaf, !row.open))

  const press = (event: KeyboardEvent) => {
    const row = rows[at]
    if (!row) return
    const keys: Record<string, () => void> = {
      ArrowDown: () => go(at + 1),
      ArrowUp: () => (at === 0 ? onLeave() : go(at - 1)),
      Home: () => go(0),
      End: () => go(rows.length - 1),
      Enter: () => take(row),
      ' ': () => take(row),
      ArrowRight: () => (row.leaf.inside.length && !row.open ? turn(row.leaf, true) : go(at + 1)),
      ArrowLeft: () => (row.open && !searched ? turn(row.leaf, false) : go(above(rows, at))),
    }
    const act = keys[event.key]
    if (!act) return
    event.preventDefault()
    act()
  }

  return (
    <div ref={root} id={id} role="tree" aria-label={label} className={styles.tree}>
      {rows.map((row, index) => (
        <Line
          key={row.leaf.key}
          row={row}
          reached={index === at}
          onKeyDown={press}
          onFocus={() => setCurrent(row.leaf.key)}
          onTurn={() => turn(row.leaf, !row.open)}
          onPick={() => take(row)}
        />
      ))}
      {all.length > MOST && <p className={styles.more}>Type a word to find the others.</p>}
    </div>
  )
}

function above(rows: Row[], at: number): number {
  const level = rows[at]?.level ?? 1
  for (let line = at; line >= 0; line -= 1) {
    if ((rows[line]?.level ?? 1) < level) return line
  }
  return at
}

type LineProps = {
  row: Row
  reached: boolean
  onKeyDown: (event: KeyboardEvent) => void
  onFocus: () => void
  onTurn: () => void
  onPick: () => void
}

function Line({ row, reached, onKeyDown, onFocus, onTurn, onPick }: LineProps) {
  const { leaf, level, open } = row
  const opens = leaf.inside.length > 0
  const Sign = open ? ChevronDown : ChevronRight
  return (
    <div
      role="treeitem"
      tabIndex={reached ? 0 : -1}
      aria-level={level}
      aria-expanded={opens ? open : undefined}
      data-key={leaf.key}
      className={styles.line}
      style={{ paddingInlineStart: 6 + (level - 1) * 16 }}
      onKeyDown={onKeyDown}
      onFocus={onFocus}
      onClick={onPick}
    >
      {opens ? (
        // biome-ignore lint/a11y/noStaticElementInteractions: a place for the mouse; arrows do it too
        // biome-ignore lint/a11y/useKeyWithClickEvents: the same
        <span
          className={styles.sign}
          onClick={(event) => {
            event.stopPropagation()
            onTurn()
          }}
        >
          <Sign size={14} aria-hidden />
        </span>
      ) : (
        <span className={styles.sign} />
      )}
      {leaf.module !== undefined && <span className={styles.number}>{leaf.module}</span>}
      <span className={styles.words}>
        <span className={styles.label}>{leaf.label}</span>
        {leaf.code && leaf.code !== leaf.label && <code className={styles.code}>{leaf.code}</code>}
        {leaf.about && <span className={styles.about}>{leaf.about}</span>}
      </span>
      {leaf.value && (
        <span className={leaf.real ? styles.value : styles.sample} title={leaf.value}>
          {leaf.real ? leaf.value : `e.g. ${leaf.value}`}
        </span>
      )}
    </div>
  )
}
