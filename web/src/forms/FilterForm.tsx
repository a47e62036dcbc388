/** The filter of a module: a name, and groups of conditions; one group has to hold whole. */
import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { Fragment, useMemo } from 'react'
import { functionsOptions } from '../api/asked'
import type { InputFacts } from '../api/generated'
import { Loaded } from '../ui/Loaded'
import { ConditionRow } from './ConditionRow'
import type { Earlier } from './definition'
import styles from './FilterForm.module.css'
import { type Filter, NEW, sentence, withCondition } from './filter'
import { type Inside, InsideContext, NOTHING, type Samples } from './Inside'

export type FilterFormProps = {
  /** null where nothing is filtered. */
  value: Filter | null
  onChange: (value: Filter | null) => void
  before: readonly Earlier[]
  samples?: Samples
  inputs?: readonly InputFacts[]
  /** What the server says is wrong with it. */
  faults?: readonly string[]
  disabled?: boolean
}

const NONE: Filter = { conditions: [] }

export function FilterForm(props: FilterFormProps) {
  const { value, onChange, before, samples, inputs, faults = [], disabled = false } = props
  const told = useQuery(functionsOptions())
  const inside: Inside = useMemo(
    () => ({ ...NOTHING, before, samples: samples ?? {}, inputs: inputs ?? [], disabled }),
    [before, samples, inputs, disabled],
  )
  const filter = value ?? NONE
  // A filter that asks nothing is none.
  const change = (next: Filter) => onChange(next.conditions.length ? next : null)
  const add = (group: number) => change(added(filter, group))

  return (
    <InsideContext value={inside}>
      <Loaded query={told}>
        {({ operators }) => (
          <div className={styles.filter}>
            {filter.conditions.length > 0 && (
              <TextInput
                label="Name of the filter"
                description="It stands on the link in the diagram."
                value={filter.name ?? ''}
                disabled={disabled}
                onChange={(event) => change(named(filter, event.currentTarget.value))}
              />
            )}
            {filter.conditions.map((group, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: groups have no other name
              <Fragment key={index}>
                {index > 0 && <p className={styles.or}>or</p>}
                <fieldset className={styles.group} aria-label={`Group ${index + 1}`}>
                  {group.map((condition, at) => (
                    <ConditionRow
                      // biome-ignore lint/suspicious/noArrayIndexKey: conditions neither
                      key={at}
                      number={at + 1}
                      condition={condition}
                      operators={operators}
                      disabled={disabled}
                      onChange={(next) => change(withCondition(filter, index, at, next))}
                    />
                  ))}
                  {!disabled && (
                    <div>
                      <Button
                        variant="subtle"
                        size="compact-sm"
                        leftSection={<Plus size={14} aria-hidden />}
                        onClick={() => add(index)}
                      >
                        And…
                      </Button>
                    </div>
                  )}
                </fieldset>
              </Fragment>
            ))}
            {!disabled && (
              <div className={styles.actions}>
                <Button
                  variant="default"
                  size="xs"
                  leftSection={<Plus size={14} aria-hidden />}
                  onClick={() => add(filter.conditions.length)}
                >
                  {filter.conditions.length ? 'Or…' : 'Add a condition'}
                </Button>
                {value && (
                  <Button
                    variant="subtle"
                    color="gray"
                    size="xs"
                    leftSection={<Trash2 size={14} aria-hidden />}
                    onClick={() => onChange(null)}
                  >
                    Remove the filter
                  </Button>
                )}
              </div>
            )}
            <p className={styles.sentence} aria-live="polite">
              {sentence(filter, operators)}
            </p>
            {faults.map((fault) => (
              <p key={fault} className={styles.fault} role="alert">
                {fault}
              </p>
            ))}
          </div>
        )}
      </Loaded>
    </InsideContext>
  )
}

function added(filter: Filter, group: number): Filter {
  const known = filter.conditions[group]
  return known
    ? withCondition(filter, group, known.length, { ...NEW })
    : { ...filter, conditions: [...filter.conditions, [{ ...NEW }]] }
}

function named({ name: _, ...rest }: Filter, name: string): Filter {
  return name ? { name, ...rest } : rest
}
