import { Plus } from 'lucide-react'
import styles from './AddButton.module.css'
import { useFlow } from './flow'
import { addLabel, type Place } from './places'

/** Adds a module at a place; nothing where nothing may be added. */
export function AddButton({ place }: { place: Place }) {
  const { steps, onAdd } = useFlow()
  if (!onAdd) return null
  const label = addLabel(steps, place)
  return (
    <button
      type="button"
      className={`${styles.add} nopan`}
      aria-label={label}
      title={label}
      onClick={() => onAdd(place)}
    >
      <Plus size={14} aria-hidden />
    </button>
  )
}
