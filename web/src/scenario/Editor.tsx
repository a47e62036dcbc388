/** Sends the changes of a scenario, and asks what to do where somebody else was quicker. */
import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { CircleCheck } from 'lucide-react'
import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react'
import { queries, stale } from '../api/client'
import { restoreVersion, type ScenarioDetail } from '../api/generated'
import { showScenarioQueryKey } from '../api/generated/@tanstack/react-query.gen'
import { Trouble } from '../api/trouble'
import { useMay } from '../shell/me'
import { say, sayTrouble } from '../ui/said'
import { type Edit, EditingContext, tag } from './editing'
import { Overtaken } from './Overtaken'
import styles from './Scenario.module.css'

// What else tells of a scenario than its page.
const TOLD = ['listScenarios', 'listVersions', 'showSchedule', 'listScenarioChanges', 'listUses']
const LONG = 10_000 // milliseconds for which a change can be taken back from the notice

export function Editor({ scenario, children }: { scenario: ScenarioDetail; children: ReactNode }) {
  const may = useMay('scenarios:edit')
  const [busy, setBusy] = useState(false)
  const [overtaken, setOvertaken] = useState<{ edit: Edit; trouble: Trouble }>()
  const newest = useRef(scenario.version)
  // One after the other: each is made from what the one before it left.
  const last = useRef(Promise.resolve())
  newest.current = scenario.version

  const send = useCallback(async (edit: Edit, read: string) => {
    setBusy(true)
    try {
      const before = newest.current
      const { data } = await edit.ask({ 'If-Match': read })
      newest.current = data.version
      keep(data)
      setOvertaken(undefined)
      if (edit.said) told(edit, data, before, send)
      edit.done?.(data)
    } catch (error) {
      const trouble = Trouble.of(error)
      if (trouble.status === 412) setOvertaken({ edit, trouble })
      else sayTrouble(trouble)
    } finally {
      setBusy(false)
    }
  }, [])

  const editing = useMemo(
    () => ({
      scenario,
      may,
      busy,
      edit: (edit: Edit) => {
        last.current = last.current.then(() => send(edit, tag(edit.from ?? newest.current)))
      },
    }),
    [scenario, may, busy, send],
  )
  return (
    <EditingContext value={editing}>
      {children}
      <Overtaken
        trouble={overtaken?.trouble}
        busy={busy}
        onAgain={() => overtaken && void send(overtaken.edit, '*')}
        onReload={() => {
          setOvertaken(undefined)
          stale('showScenario', ...TOLD)
        }}
        onClose={() => setOvertaken(undefined)}
      />
    </EditingContext>
  )
}

/** What was answered is what the page shows, without asking again. */
function keep(told: ScenarioDetail): void {
  queries.setQueryData(showScenarioQueryKey({ path: { scenario_id: told.id } }), told)
  stale(...TOLD)
}

function told(
  edit: Edit,
  now: ScenarioDetail,
  before: number,
  send: (edit: Edit, read: string) => Promise<void>,
): void {
  if (!edit.undo || now.version === before) {
    say(edit.said)
    return
  }
  const back: Edit = {
    ask: (headers) =>
      restoreVersion({ path: { scenario_id: now.id, number: before }, body: {}, headers }),
    said: 'Taken back.',
  }
  const id = `undo-${now.id}-${now.version}`
  // Only the newest can be taken back by its button.
  notifications.hide(`undo-${now.id}-${before}`)
  notifications.show({
    id,
    message: (
      <span className={styles.undo}>
        {edit.said}
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => {
            notifications.hide(id)
            void send(back, tag(now.version))
          }}
        >
          Undo
        </Button>
      </span>
    ),
    color: 'accent',
    icon: <CircleCheck size={16} aria-hidden />,
    withBorder: true,
    autoClose: LONG,
    role: 'status',
  })
}
