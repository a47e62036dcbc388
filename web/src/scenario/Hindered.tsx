/** Why a scenario cannot run or go on, each with what mends it in place. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { connectionsOptions } from '../api/asked'
import { stale } from '../api/client'
import {
  type ConnectionFacts,
  useConnection as putConnection,
  type ScenarioDetail,
} from '../api/generated'
import { CreateConnection } from '../connections/CreateConnection'
import { ExtendConnection } from '../connections/ExtendConnection'
import { named, usual } from '../connections/selecting'
import { useAddress } from '../ui/address'
import { counted } from '../ui/figures'
import { useEditing } from './editing'
import { type Hurdle, hurdlesOf } from './hurdles'
import styles from './Scenario.module.css'

const FEW = 4

export function Hindered({ scenario }: { scenario: ScenarioDetail }) {
  const [all, setAll] = useState(false)
  const hurdles = hurdlesOf(scenario)
  if (hurdles.length === 0) return null
  const list = (
    <>
      <ul>
        {hurdles.slice(0, all ? undefined : FEW).map((each) => (
          <li key={`${each.message} ${each.module} ${each.line}`}>
            <span>{each.message}</span>
            <Remedy hurdle={each} scenario={scenario} />
          </li>
        ))}
      </ul>
      {hurdles.length > FEW && !all && (
        <Button size="compact-xs" variant="subtle" onClick={() => setAll(true)}>
          Show all of them
        </Button>
      )}
    </>
  )
  const things = counted(hurdles.length, 'thing')
  // One that runs well when somebody runs it is not troubled: why it cannot go on is there to ask.
  if (scenario.faults.length === 0) {
    return (
      <details className={styles.hindered} data-quiet>
        <summary>{things} to do before it can be switched on</summary>
        {list}
      </details>
    )
  }
  return (
    <section className={styles.hindered} aria-label="What is to be done first">
      <strong>{things} to do before it can run</strong>
      {list}
    </section>
  )
}

const LOOK = { size: 'compact-xs', variant: 'default' } as const

function Remedy({ hurdle, scenario }: { hurdle: Hurdle; scenario: ScenarioDetail }) {
  const [, change] = useAddress()
  switch (hurdle.remedy) {
    case 'create':
      return <Create hurdle={hurdle} scenario={scenario} />
    case 'extend':
      return <Extend hurdle={hurdle} />
    case 'reconnect':
      return <Reconnect hurdle={hurdle} />
    case 'schedule':
      return (
        <Button {...LOOK} onClick={() => change({ tab: 'schedule', module: '', part: '' })}>
          Set a schedule
        </Button>
      )
    case 'module':
      return (
        <Button
          {...LOOK}
          onClick={() => change({ tab: '', module: String(hurdle.module), part: '' })}
        >
          Go to module {hurdle.module}
        </Button>
      )
    case 'line':
      return (
        <Button
          {...LOOK}
          onClick={() => change({ tab: 'yaml', line: String(hurdle.line), module: '' })}
        >
          Go to line {hurdle.line}
        </Button>
      )
    default:
      return null
  }
}

function Create({ hurdle, scenario }: { hurdle: Hurdle; scenario: ScenarioDetail }) {
  const { edit, may } = useEditing()
  const [opened, setOpened] = useState(false)
  if (!may || !hurdle.name) return null
  const use = (connection: ConnectionFacts) =>
    edit({
      ask: (headers) =>
        putConnection({
          path: { scenario_id: scenario.id, name: hurdle.name },
          body: {
            app: hurdle.app,
            connection: connection.name,
            organisation: usual(connection, hurdle.organisation),
            note: `Over ${connection.name}.`,
          },
          headers,
        }),
      said: `${connection.name} is used.`,
    })
  return (
    <>
      <Button {...LOOK} onClick={() => setOpened(true)}>
        Create a connection
      </Button>
      <CreateConnection
        opened={opened}
        onClose={() => setOpened(false)}
        app={hurdle.app}
        modules={[]}
        onDone={use}
      />
    </>
  )
}

function Extend({ hurdle }: { hurdle: Hurdle }) {
  const [opened, setOpened] = useState(false)
  const connection = useNamed(hurdle)
  if (!connection) return null
  return (
    <>
      <Button {...LOOK} onClick={() => setOpened(true)}>
        Extend permissions
      </Button>
      <ExtendConnection
        opened={opened}
        onClose={() => setOpened(false)}
        connection={connection}
        onDone={() => void stale('showScenario', 'listScenarios')}
      />
    </>
  )
}

function Reconnect({ hurdle }: { hurdle: Hurdle }) {
  const connection = useNamed(hurdle)
  if (!connection) return null
  return (
    <Button
      {...LOOK}
      component={Link}
      to="/connections/$id"
      params={{ id: connection.id } as never}
    >
      Open the connection
    </Button>
  )
}

function useNamed(hurdle: Hurdle): ConnectionFacts | undefined {
  const list = useQuery(connectionsOptions(hurdle.app))
  return named(list.data?.items ?? [], hurdle.connection)
}
