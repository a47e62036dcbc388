/** What waits for an answer: by cause, and the documents of each. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { listCausesOptions } from '../api/generated/@tanstack/react-query.gen'
import { useAddress } from '../ui/address'
import { counted } from '../ui/figures'
import { Loaded } from '../ui/Loaded'
import { Empty, Page, Panel } from '../ui/Page'
import { Causes } from './Causes'
import { Documents } from './Documents'
import { Filters } from './Filters'
import { GoesOn } from './GoesOn'
import { CLEAR, narrowed, type Wanted, wantedOf } from './wanted'

export function Incomplete() {
  const [address, change] = useAddress()
  // biome-ignore lint/correctness/useExhaustiveDependencies: "the last hour" is counted once, when it is chosen
  const wanted = useMemo(
    () => wantedOf(address, new Date()),
    [address.scenario, address.kind, address.state, address.text, address.since, address.run],
  )
  const causes = useQuery(listCausesOptions({ query: { ...wanted, limit: 1000 } }))
  const many = causes.data?.items.reduce((sum, each) => sum + each.count, 0)
  return (
    <Page title="Incomplete" under={many === undefined ? undefined : said(many, wanted)}>
      <Filters address={address} />
      <Loaded query={causes}>
        {({ items }) =>
          items.length > 0 ? (
            <>
              <Causes causes={items} wanted={wanted} chosen={address.cause ?? ''} />
              {address.cause && <Documents cause={address.cause} wanted={wanted} />}
            </>
          ) : (
            <Panel>
              {narrowed(address) ? (
                <Empty
                  title="Nothing is found by these filters"
                  action={
                    <Button variant="default" onClick={() => change(CLEAR)}>
                      Clear filters
                    </Button>
                  }
                />
              ) : (
                <Empty
                  title="Nothing waits for you"
                  action={
                    <Button component={Link} to="/incomplete?state=all" variant="default">
                      See what was answered
                    </Button>
                  }
                >
                  A bundle that fails stops alone, and stands here until you say what is to become
                  of it. So does one of which nobody can tell whether it was posted.
                </Empty>
              )}
            </Panel>
          )
        }
      </Loaded>
      <GoesOn />
    </Page>
  )
}

function said(many: number, { state }: Wanted): string {
  if (state !== 'open') return counted(many, 'document')
  return many === 1
    ? '1 document waits for an answer'
    : `${counted(many, 'document')} wait for an answer`
}
