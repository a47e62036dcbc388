/** What the picker offers: the values in one tab, the functions in the other. */
import { Tabs } from '@mantine/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { functionsOptions, moduleOptions } from '../api/asked'
import type { InputFacts } from '../api/generated'
import { Loaded } from '../ui/Loaded'
import { type Earlier, formOf } from './definition'
import type { Samples } from './Inside'
import { Tree } from './Tree'
import { found, functionsOf, type Given, type Leaf, valuesOf } from './tree'
import styles from './ValuePicker.module.css'

type OfferedProps = {
  id: string
  before: readonly Earlier[]
  inputs: readonly InputFacts[]
  samples: Samples
  search: string
  onPick: (expression: string) => void
  onLeave: () => void
}

export function Offered({ id, before, inputs, samples, search, onPick, onLeave }: OfferedProps) {
  const [tab, setTab] = useState<string | null>('values')
  const values = useValues(before, inputs, samples)
  const first = values[0] ? [values[0].key] : []
  const shared = { id, search, onPick, onLeave }
  return (
    <Tabs value={tab} onChange={setTab} keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="values">Values</Tabs.Tab>
        <Tabs.Tab value="functions">Functions</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="values">
        <Found {...shared} label="Values" leaves={values} first={first}>
          No module stands before this one, so there is no value yet.
        </Found>
      </Tabs.Panel>
      <Tabs.Panel value="functions">
        <Functions {...shared} />
      </Tabs.Panel>
    </Tabs>
  )
}

type Shared = Pick<OfferedProps, 'id' | 'search' | 'onPick' | 'onLeave'>

function Functions(shared: Shared) {
  const told = useQuery(functionsOptions())
  return (
    <Loaded query={told}>
      {(language) => (
        <Found {...shared} label="Functions" leaves={functionsOf(language)} first={[]}>
          There is no function.
        </Found>
      )}
    </Loaded>
  )
}

type FoundProps = Shared & { label: string; leaves: Leaf[]; first: string[]; children: string }

function Found({ leaves, search, children, ...rest }: FoundProps) {
  const left = found(leaves, search)
  if (left.length === 0) {
    return <p className={styles.none}>{leaves.length ? `Nothing holds “${search}”.` : children}</p>
  }
  // Another search is another tree: what was open of the last means nothing in it.
  return <Tree key={String(search !== '')} {...rest} leaves={left} searched={search !== ''} />
}

/** The tree of values; the definitions of the modules come from the API. */
function useValues(
  before: readonly Earlier[],
  inputs: readonly InputFacts[],
  samples: Samples,
): Leaf[] {
  const names = [...new Set(before.map((step) => step.module).filter((name) => name.includes('.')))]
  const told = useQueries({
    queries: names.map(moduleOptions),
  })
  const given = new Map<string, Given>()
  for (const { data } of told) {
    if (!data) continue
    given.set(data.name, formOf(data))
  }
  const count = given.size
  // biome-ignore lint/correctness/useExhaustiveDependencies: definitions only ever come in addition
  return useMemo(() => valuesOf(before, given, samples, inputs), [before, samples, inputs, count])
}
