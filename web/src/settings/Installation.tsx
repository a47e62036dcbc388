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
  { head: 'Looked at', names: true, cell: (row) => titled(row.check) },
  {
    head: 'State',
    cell: (row) =>
      row.ok ? (
        <Mark tone="ok" icon={CircleCheck} word="in order" />
      ) : (
        <Mark tone="err" icon={CircleX} word="needs you" />
      ),
  },
  { head: 'Found', kind: 'wide', cell: (row) => titled(row.found) },
]
const NAMES: Record<string, string> = {
  tallyloom: 'Tallyloom',
  python: 'Python',
  database: 'Database',
  address: 'Address',
}

function titled(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

// What stands in the settings of whoever runs the installation, in words.
const VALUES: Record<string, string> = {
  embedded: 'The one that comes with it',
  TALLYLOOM_DATABASE_URL: 'A server of your own',
}

export function Installation() {
  const doctor = useQuery(checkUpOptions())
  return (
    <Loaded query={doctor} lines={8}>
      {({ facts, checks }) => (
        <>
          <Panel title="What it runs">
            <Facts
              long
              of={[
                ...Object.entries(facts).map(
                  ([name, value]) => [NAMES[name] ?? name, VALUES[value] ?? value] as const,
                ),
                [
                  'API',
                  <a key="api" href="/api/v1/openapi.json">
                    Its description (OpenAPI)
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
