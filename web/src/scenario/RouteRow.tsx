/** One route of a router. */
import { ActionIcon, Button, Switch, TextInput, Tooltip } from '@mantine/core'
import { ArrowDown, ArrowUp, Filter, Plus, Trash2, TriangleAlert } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Route } from '../diagram/steps'
import styles from './Routes.module.css'
import { moduleCount, takes, wrongWith } from './routes'

type RowProps = {
  route: Route
  at: number
  count: number
  may: boolean
  onRename: (name: string) => void
  onFallback: (on: boolean) => void
  onMove: (to: number, way: Way) => void
  onFilter: () => void
  onAdd: () => void
  onRemove: () => void
}
type Way = 'up' | 'down'

export function RouteRow(props: RowProps) {
  const { route, at, may } = props
  const first = route.steps[0]
  return (
    <li className={styles.route} data-route={at} data-fallback={route.fallback || undefined}>
      <div className={styles.head}>
        <span className={styles.number} aria-hidden>
          {at + 1}
        </span>
        <Name {...props} />
        {may && <Order {...props} />}
      </div>
      <p className={styles.takes}>
        {takes(route)} {moduleCount(route) && <span>{moduleCount(route)}.</span>}
      </p>
      {wrongWith(route).map((said) => (
        <p key={said} className={styles.wrong}>
          <TriangleAlert size={13} aria-hidden /> {said}
        </p>
      ))}
      <div className={styles.foot}>
        {may && !first && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<Plus size={14} aria-hidden />}
            aria-label={`Add a module to route ${at + 1}`}
            onClick={props.onAdd}
          >
            Add a module
          </Button>
        )}
        {first && !route.fallback && (may || first.filter) && (
          <Button
            size="compact-sm"
            variant="default"
            className={styles.filter}
            data-filter
            leftSection={<Filter size={14} aria-hidden />}
            aria-label={`${first.filter ? `Filter ${first.filter}` : 'Set a filter'}, route ${at + 1}`}
            onClick={props.onFilter}
          >
            {first.filter || 'Set a filter'}
          </Button>
        )}
        <Switch
          size="xs"
          label="Fallback"
          aria-label={`Route ${at + 1} is the fallback`}
          disabled={!may}
          checked={route.fallback}
          onChange={(event) => props.onFallback(event.currentTarget.checked)}
        />
      </div>
    </li>
  )
}

/** Saved when the field is left or Enter is pressed; Escape takes back what was typed. */
function Name({ route, at, may, onRename }: RowProps) {
  const [name, setName] = useState(route.name)
  const sent = useRef(route.name)
  useEffect(() => {
    sent.current = route.name
    setName(route.name)
  }, [route.name])
  const save = () => {
    // By Enter, and then by leaving the field before the answer is here: once.
    if (name.trim() === sent.current) return
    sent.current = name.trim()
    onRename(name.trim())
  }
  return (
    <TextInput
      size="xs"
      className={styles.name}
      aria-label={`Name of route ${at + 1}`}
      placeholder={`Name of route ${at + 1}`}
      maxLength={120}
      disabled={!may}
      value={name}
      onChange={(event) => setName(event.currentTarget.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter') save()
        if (event.key !== 'Escape' || name === route.name) return
        event.stopPropagation()
        setName(route.name)
      }}
    />
  )
}

/** A button that cannot be used now stays where the focus is. */
function Order({ at, count, onMove, onRemove }: RowProps) {
  const only = count === 1
  return (
    <>
      <ActionIcon
        className={styles.action}
        aria-label={`Move route ${at + 1} up`}
        data-way="up"
        {...unless(at > 0, () => onMove(at - 1, 'up'))}
      >
        <ArrowUp size={15} aria-hidden />
      </ActionIcon>
      <ActionIcon
        className={styles.action}
        aria-label={`Move route ${at + 1} down`}
        data-way="down"
        {...unless(at < count - 1, () => onMove(at + 1, 'down'))}
      >
        <ArrowDown size={15} aria-hidden />
      </ActionIcon>
      <Tooltip
        label={only ? 'A router has at least one route; remove the router.' : 'Remove this route'}
      >
        <ActionIcon
          className={styles.action}
          aria-label={`Remove route ${at + 1}`}
          {...unless(!only, onRemove)}
        >
          <Trash2 size={15} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </>
  )
}

function unless(can: boolean, onClick: () => void) {
  return can ? { onClick } : { 'aria-disabled': true, 'data-disabled': true }
}
