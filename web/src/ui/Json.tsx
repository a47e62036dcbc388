/** A bundle as a tree: by mouse, by keyboard and by voice. */
import { ActionIcon, Tooltip } from '@mantine/core'
import { Braces, Check, ChevronRight, Copy as CopyIcon } from 'lucide-react'
import { type KeyboardEvent, memo, useCallback, useId, useMemo, useRef, useState } from 'react'
import { useCopying } from './copying'
import styles from './Json.module.css'
import { type Branch, branches, copied, type Folding, MANY, moved, reference } from './json'

type BundleProps = {
  value: unknown
  /** Whose bundle it is: paths are copied as a field takes them, "{{3.Total}}". */
  module?: number
  /** What the tree is called: "Input of bundle 2.17". */
  label?: string
}

export function Bundle({ value, module, label = 'Bundle' }: BundleProps) {
  const [folding, setFolding] = useState<Folding>({})
  const [shown, setShown] = useState<Record<string, number>>({})
  const [active, setActive] = useState(0)
  const tree = useRef<HTMLDivElement>(null)
  const rows = useMemo(() => branches(value, folding, shown), [value, folding, shown])
  const here = Math.min(active, rows.length - 1)

  const turn = useCallback((row: Branch) => {
    if (row.kind === 'more') {
      setShown((now) => ({ ...now, [row.path]: (now[row.path] ?? MANY) + MANY }))
    } else if (row.folds) {
      setFolding((now) => ({ ...now, [row.path]: !row.open }))
    }
  }, [])

  function go(to: number): void {
    setActive(to)
    tree.current?.querySelectorAll<HTMLElement>('[role=treeitem]')[to]?.focus()
  }

  function pressed(event: KeyboardEvent): void {
    const row = rows[here]
    if (!row || !(event.target as HTMLElement).matches('[role=treeitem]')) return
    const opens = event.key === 'Enter' || event.key === ' '
    const aside = event.key === (row.open ? 'ArrowLeft' : 'ArrowRight') && row.folds
    const to = moved(rows, here, event.key)
    if (!opens && !aside && to === undefined) return
    event.preventDefault()
    if (opens || aside) turn(row)
    else if (to !== undefined && to >= 0) go(to)
  }

  return (
    <div className={styles.tree} role="tree" aria-label={label} ref={tree} onKeyDown={pressed}>
      {rows.map((row, at) => (
        <Row
          key={`${row.kind === 'more' ? '…' : ''}${row.path}`}
          row={row}
          at={at}
          active={at === here}
          module={module}
          onTurn={turn}
          onFocus={setActive}
        />
      ))}
    </div>
  )
}

type RowProps = {
  row: Branch
  at: number
  active: boolean
  module?: number
  onTurn: (row: Branch) => void
  onFocus: (at: number) => void
}

const Row = memo(function Row({ row, at, active, module, onTurn, onFocus }: RowProps) {
  const text = useId()
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keys
    <div
      role="treeitem"
      className={styles.row}
      aria-labelledby={text}
      aria-level={row.depth + 1}
      aria-expanded={row.folds ? row.open : undefined}
      aria-setsize={row.beside}
      aria-posinset={row.place}
      aria-selected={active}
      tabIndex={active ? 0 : -1}
      onFocus={() => onFocus(at)}
      onClick={() => onTurn(row)}
    >
      <span id={text} className={styles.text} style={{ paddingInlineStart: row.depth * 16 }}>
        <ChevronRight size={14} aria-hidden className={look(row)} />
        {row.name && <span className={styles.name}>{row.name}</span>}
        <span className={`${styles.value} ${styles[row.kind]}`}>{row.said}</span>
      </span>
      {row.kind !== 'more' && <Tools row={row} module={module} reachable={active} />}
    </div>
  )
})

function look(row: Branch): string | undefined {
  if (!row.folds && row.kind !== 'more') return styles.leaf
  return row.open ? `${styles.arrow} ${styles.open}` : styles.arrow
}

function Tools({ row, module, reachable }: { row: Branch; module?: number; reachable: boolean }) {
  const of = row.path || 'the whole'
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a click beside a tool is none
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tools themselves have keys
    <span className={styles.tools} onClick={(event) => event.stopPropagation()}>
      {(row.path || module !== undefined) && (
        <Tool
          text={reference(module, row.path)}
          what={`path of ${of}`}
          reachable={reachable}
          path
        />
      )}
      <Tool text={copied(row.value)} what={`value of ${of}`} reachable={reachable} />
    </span>
  )
}

type ToolProps = { text: string; what: string; reachable: boolean; path?: boolean }

function Tool({ text, what, reachable, path = false }: ToolProps) {
  const Icon = path ? Braces : CopyIcon
  const { copied: done, copy } = useCopying(text)
  return (
    <Tooltip label={done ? 'Copied' : path ? `Copy path ${text}` : 'Copy value'}>
      <ActionIcon
        size={24}
        onClick={copy}
        tabIndex={reachable ? 0 : -1}
        aria-label={done ? `Copied ${what}` : `Copy ${what}`}
      >
        {done ? <Check size={14} aria-hidden /> : <Icon size={14} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  )
}
