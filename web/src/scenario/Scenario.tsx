/** The page of one scenario: what it does, how it stands, and everything that can be done with it. */
import { Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { scenarioOptions } from '../api/asked'
import type { ScenarioDetail } from '../api/generated'
import { useAddress } from '../ui/address'
import { Waiting, Wrong } from '../ui/Loaded'
import { Page } from '../ui/Page'
import { Editor } from './Editor'
import { Flow } from './Flow'
import { Hindered } from './Hindered'
import { More } from './More'
import { Power } from './Power'
import { RunOnce } from './RunOnce'
import { Runs } from './Runs'
import { type Shown, useShownRun } from './running'
import styles from './Scenario.module.css'
import { Schedule } from './Schedule'
import { Settings } from './Settings'
import { Strip } from './Strip'
import { Versions } from './Versions'
import { Yaml } from './Yaml'

const TABS = [
  ['diagram', 'Diagram'],
  ['yaml', 'YAML'],
  ['versions', 'Versions'],
  ['schedule', 'Schedule'],
  ['settings', 'Settings'],
  ['history', 'History'],
] as const

export function Scenario() {
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useQuery(scenarioOptions(id))
  if (query.data) return <Whole key={id} scenario={query.data} />
  return (
    <Page title="Scenario" up={{ to: '/scenarios', label: 'Scenarios' }}>
      {query.error ? (
        <Wrong error={query.error} again={() => void query.refetch()} />
      ) : (
        <Waiting lines={8} />
      )}
    </Page>
  )
}

function Whole({ scenario }: { scenario: ScenarioDetail }) {
  const [address, change] = useAddress()
  const shown = useShownRun(scenario)
  const tab = TABS.some(([name]) => name === address.tab) ? (address.tab ?? '') : 'diagram'
  return (
    <Editor scenario={scenario}>
      <Page
        title={scenario.name}
        under={scenario.description}
        up={{ to: '/scenarios', label: 'Scenarios' }}
        whole
        actions={
          <>
            <Power scenario={scenario} />
            <RunOnce scenario={scenario} onStarted={shown.follow} />
            <More scenario={scenario} />
          </>
        }
      >
        <Strip scenario={scenario} />
        <Hindered scenario={scenario} />
        <Tabs
          value={tab}
          onChange={(wanted) =>
            change({ tab: wanted === 'diagram' ? '' : (wanted ?? ''), line: '', a: '', b: '' })
          }
          keepMounted={false}
        >
          <Tabs.List className={styles.tabs} aria-label="Parts of the scenario">
            {TABS.map(([name, label]) => (
              <Tabs.Tab key={name} value={name} ref={name === tab ? intoView : undefined}>
                {label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value={tab} pt="md">
            <Part tab={tab} scenario={scenario} shown={shown} />
          </Tabs.Panel>
        </Tabs>
      </Page>
    </Editor>
  )
}

/** On a phone there is not room for all of them: the chosen one is never out of sight. */
function intoView(tab: HTMLElement | null): void {
  const line = tab?.parentElement
  if (tab && line) line.scrollLeft = tab.offsetLeft + tab.offsetWidth - line.clientWidth
}

function Part({ tab, scenario, shown }: { tab: string; scenario: ScenarioDetail; shown: Shown }) {
  switch (tab) {
    case 'yaml':
      return <Yaml scenario={scenario} />
    case 'versions':
      return <Versions scenario={scenario} />
    case 'schedule':
      return <Schedule scenario={scenario} />
    case 'settings':
      return <Settings scenario={scenario} />
    case 'history':
      return <Runs scenario={scenario} />
    default:
      return <Flow scenario={scenario} shown={shown} />
  }
}
