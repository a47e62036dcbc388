import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { CircleCheck, CircleX } from 'lucide-react'
import type { Check } from '../api/generated'
import { checkUpOptions } from '../api/generated/@tanstack/react-query.gen'
import { Loaded } from '../ui/Loaded'
import { Facts, Panel } from '../ui/Page'
import { Mark } from '../ui/Status'
import { type Column, Table } from '../ui/Table'

const COLUMNS: ReadonlyArray<Column<Check>> = [
  { head: 'Looked at', names: true, cell: (row) => row.check },
  {
    head: 'State',
    cell: (row) =>
      row.ok ? (
        <Mark tone="ok" icon={CircleCheck} word="well" />
      ) : (
        <Mark tone="err" icon={CircleX} word="not well" />
      ),
  },
  { head: 'Found', kind: 'wide', cell: (row) => row.found },
]
const NAMES: Record<string, string> = {
  tallyloom: 'Tallyloom',
  python: 'Python',
  database: 'Database',
  address: 'Address',
}

export function Installation() {
  const doctor = useQuery(checkUpOptions())
  return (
    <Loaded query={doctor} lines={8}>
      {({ facts, checks }) => (
        <>
          <Panel title="What it runs">
            <Facts
              of={[
                ...Object.entries(facts).map(
                  ([name, value]) => [NAMES[name] ?? name, value] as const,
                ),
                [
                  'API',
                  <a key="api" href="/api/v1/openapi.json">
                    its description
                  </a>,
                ] as const,
              ]}
            />
          </Panel>
          <Panel
            title="Check-up"
            flush
            actions={
              <Button
                size="xs"
                variant="default"
                loading={doctor.isFetching}
                onClick={() => void doctor.refetch()}
              >
                Look again
              </Button>
            }
          >
            <Table label="Check-up" columns={COLUMNS} rows={checks} idOf={(row) => row.check} />
          </Panel>
        </>
      )}
    </Loaded>
  )
}
