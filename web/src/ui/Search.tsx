import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { Search as Glass } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useAddress } from './address'
import styles from './Search.module.css'

const TYPING = 250 // milliseconds after the last letter

/** Searches as one types; what is searched for stands in the address, as `search` or as `name`. */
export function Search({ label, name = 'search' }: { label: string; name?: string }) {
  const [address, change] = useAddress()
  const wanted = address[name] ?? ''
  const [typed, setTyped] = useState(wanted)
  const search = useDebouncedCallback(
    (text: string) => change({ [name]: text.trim() }, { replace: true }),
    TYPING,
  )
  // Back and forward, and "show all", change the address and not what was typed.
  useEffect(() => setTyped((text) => (text.trim() === wanted ? text : wanted)), [wanted])
  const set = (text: string) => {
    setTyped(text)
    search(text)
  }
  return (
    <TextInput
      className={styles.search}
      type="search"
      aria-label={label}
      placeholder="Search"
      value={typed}
      onChange={(event) => set(event.currentTarget.value)}
      leftSection={<Glass size={16} aria-hidden />}
      rightSection={
        typed && <CloseButton size={24} aria-label="Clear the search" onClick={() => set('')} />
      }
    />
  )
}
