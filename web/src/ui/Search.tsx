import { CloseButton, TextInput } from '@mantine/core'
import { Search as Glass } from 'lucide-react'
import styles from './Search.module.css'
import { useTyped } from './typed'

type SearchProps = { label: string; name?: string; placeholder?: string }

/** Searches as one types; what is searched for stands in the address, as `search` or as `name`. */
export function Search({ label, name = 'search', placeholder = 'Search' }: SearchProps) {
  const [typed, type] = useTyped(name)
  return (
    <TextInput
      className={styles.search}
      type="search"
      aria-label={label}
      placeholder={placeholder}
      value={typed}
      onChange={(event) => type(event.currentTarget.value)}
      leftSection={<Glass size={16} aria-hidden />}
      rightSection={
        typed && <CloseButton size={24} aria-label="Clear the search" onClick={() => type('')} />
      }
    />
  )
}
