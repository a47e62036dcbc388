/** Every text that the scenario had; two of them beside each other; one of them again. */
import { Button, Group, Radio, Switch } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { restoreVersion, type ScenarioDetail, type VersionFacts } from '../api/generated'
import { listVersionsInfiniteOptions } from '../api/generated/@tanstack/react-query.gen'
import { useAddress } from '../ui/address'
import { Confirm } from '../ui/Confirm'
import { Loaded, Waiting } from '../ui/Loaded'
import { Moment } from '../ui/Moment'
import { Panel } from '../ui/Page'
import { useEditing } from './editing'
import styles from './Versions.module.css'

const Compared = lazy(() => import('./Compared'))

export function Versions({ scenario }: { scenario: ScenarioDetail }) {
  const [address, change] = useAddress()
  const query = useInfiniteQuery({
    ...listVersionsInfiniteOptions({ path: { scenario_id: scenario.id } }),
    initialPageParam: 0,
    getNextPageParam: (page) => (page.next ? Number(page.next) : undefined),
  })
  const older = Number(address.a) || Math.max(1, scenario.version - 1)
  const newer = Number(address.b) || scenario.version
  return (
    <div className={styles.halves}>
      <Panel title="Versions" flush>
        <Loaded query={query}>
          {(told) => (
            <>
              {scenario.version > 1 && (
                <p className={styles.heads} aria-hidden>
                  <span>from</span>
                  <span>to</span>
                </p>
              )}
              <ol className={styles.list}>
                {told.pages
                  .flatMap((page) => page.items)
                  .map((version) => (
                    <Line
                      key={version.number}
                      of={version}
                      scenario={scenario}
                      older={older}
                      newer={newer}
                      onChoose={(chosen) => change({ ...chosen }, { replace: true })}
                    />
                  ))}
              </ol>
              {query.hasNextPage && (
                <Group justify="center" p="sm">
                  <Button
                    size="xs"
                    variant="default"
                    loading={query.isFetchingNextPage}
                    onClick={() => void query.fetchNextPage()}
                  >
                    Show more
                  </Button>
                </Group>
              )}
            </>
          )}
        </Loaded>
      </Panel>
      <Difference scenario={scenario} older={older} newer={newer} />
    </div>
  )
}

function Difference(props: { scenario: ScenarioDetail; older: number; newer: number }) {
  const { scenario, older, newer } = props
  const [folded, setFolded] = useState(true)
  if (older === newer) {
    return (
      <Panel title={`Version ${newer}`}>
        <p className="muted">
          {scenario.version === 1
            ? 'This is the first. Every change that is saved makes a new version, which can be compared and restored here.'
            : 'Choose another version to compare it with.'}
        </p>
      </Panel>
    )
  }
  return (
    <Panel
      title={`From version ${older} to ${newer}`}
      actions={
        <Switch
          size="xs"
          label="Only what differs"
          checked={folded}
          onChange={(event) => setFolded(event.currentTarget.checked)}
        />
      }
    >
      <Suspense fallback={<Waiting lines={8} />}>
        <Compared scenario={scenario.id} older={older} newer={newer} folded={folded} />
      </Suspense>
    </Panel>
  )
}

type LineProps = {
  of: VersionFacts
  scenario: ScenarioDetail
  older: number
  newer: number
  onChoose: (chosen: { a?: string; b?: string }) => void
}

function Line({ of, scenario, older, newer, onChoose }: LineProps) {
  return (
    <li className={styles.line}>
      {scenario.version > 1 && (
        <>
          <Radio
            name="older"
            size="xs"
            aria-label={`Compare from version ${of.number}`}
            checked={older === of.number}
            onChange={() => onChoose({ a: String(of.number) })}
          />
          <Radio
            name="newer"
            size="xs"
            aria-label={`Compare to version ${of.number}`}
            checked={newer === of.number}
            onChange={() => onChoose({ b: String(of.number) })}
          />
        </>
      )}
      <div className={styles.told}>
        <span>
          <strong className="number">{of.number}</strong>
          {of.number === scenario.version && <span className={styles.mark}>newest</span>}
          {of.number === scenario.on_version && <span className={styles.mark}>on</span>}
          {of.note && <span className={styles.note}>{of.note}</span>}
        </span>
        <span className="muted small">
          <Moment at={of.at} />
          {of.by && ` by ${of.by}`}
        </span>
      </div>
      {of.number !== scenario.version && <Restore number={of.number} />}
    </li>
  )
}

function Restore({ number }: { number: number }) {
  const { scenario, edit, may, busy } = useEditing()
  const [asking, setAsking] = useState(false)
  if (!may) return null
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        aria-label={`Restore version ${number}`}
        onClick={() => setAsking(true)}
      >
        Restore
      </Button>
      <Confirm
        opened={asking}
        onClose={() => setAsking(false)}
        title={`Restore version ${number}?`}
        verb="Restore"
        busy={busy}
        onConfirm={() =>
          edit({
            ask: (headers) =>
              restoreVersion({ path: { scenario_id: scenario.id, number }, body: {}, headers }),
            said: `Version ${number} is the newest again.`,
            done: () => setAsking(false),
          })
        }
      >
        Its text becomes a new version, {scenario.version + 1}; nothing is lost.
        {scenario.on && ' What is on goes on in its own version until it is switched on again.'}
      </Confirm>
    </>
  )
}
