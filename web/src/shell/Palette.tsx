/** Goes anywhere by a few letters: pages, scenarios by name, runs by id. */
import { Modal, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useState } from 'react'
import { type Found, useFound } from './finding'
import { useMay } from './me'
import styles from './Palette.module.css'

const TYPING = 120 // milliseconds after the last letter

export function Palette({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={<span className="hidden">Find</span>}
      withCloseButton={false}
      yOffset="12vh"
      centered={false}
      size={560}
      padding={0}
      classNames={{ header: styles.noHeader }}
    >
      <Finder onClose={onClose} />
    </Modal>
  )
}

function Finder({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState('')
  const [wanted] = useDebouncedValue(typed.trim(), TYPING)
  const { found, looking } = useFound(typed.trim(), wanted, useMay('scenarios:edit'))
  const [at, setAt] = useState(0)
  const navigate = useNavigate()
  const list = useId()
  const go = (one: Found | undefined) => {
    if (!one) return
    onClose()
    void navigate({ to: one.to, search: one.search ?? {} } as never)
  }
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) setAt((before) => (before + step + found.length) % Math.max(found.length, 1))
    else if (event.key === 'Enter') go(found[at])
    else return
    event.preventDefault()
  }
  const chosen = found[at]
  return (
    <>
      <TextInput
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={press}
        placeholder="A page, a scenario, the id of a run"
        aria-label="Find"
        role="combobox"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={chosen ? `${list}-${chosen.id}` : undefined}
        leftSection={<Search size={18} aria-hidden />}
        size="md"
        variant="unstyled"
        className={styles.input}
        data-autofocus
      />
      <div role="listbox" id={list} aria-label="What was found" className={styles.list}>
        {found.map((one, index) => (
          <Line
            key={one.id}
            id={`${list}-${one.id}`}
            one={one}
            chosen={index === at}
            onPick={() => go(one)}
          />
        ))}
      </div>
      <div role="status" className={found.length === 0 && !looking ? styles.none : 'hidden'}>
        {found.length === 0 && !looking ? 'Nothing is called like this.' : `${found.length} found`}
      </div>
    </>
  )
}

type LineProps = { id: string; one: Found; chosen: boolean; onPick: () => void }

function Line({ id, one, chosen, onPick }: LineProps) {
  const Icon = one.icon
  useEffect(() => {
    if (chosen) document.getElementById(id)?.scrollIntoView({ block: 'nearest' })
  }, [chosen, id])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: its keys are those of the field above it
    // biome-ignore lint/a11y/useFocusableInteractive: the field above it keeps the focus
    <div
      role="option"
      id={id}
      aria-selected={chosen}
      className={styles.option}
      onClick={onPick}
      title={one.label}
    >
      <Icon size={16} aria-hidden />
      <span className={styles.label}>{one.label}</span>
      <span className={styles.kind}>{one.kind}</span>
    </div>
  )
}
