import { Check } from 'lucide-react'
import styles from './Connections.module.css'
import { type Place, stepsFor } from './places'

/** What is passed, where one is, and what is still to come. */
export function Steps({ at, called }: { at: Place; called: string }) {
  const steps = stepsFor(called)
  const here = steps.findIndex(([place]) => place === at)
  return (
    <ol className={styles.steps} aria-label="Steps">
      {steps.map(([place, name], number) => (
        <li
          key={place}
          aria-current={number === here ? 'step' : undefined}
          data-passed={number < here || undefined}
        >
          <span className={styles.at} aria-hidden>
            {number < here ? <Check size={12} /> : number + 1}
          </span>
          {name}
          {number < here && <span className="hidden">, done</span>}
        </li>
      ))}
    </ol>
  )
}
