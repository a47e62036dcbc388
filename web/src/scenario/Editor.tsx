/** Sends the changes of a scenario, and asks what to do where somebody else was quicker. */
import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { CircleCheck } from 'lucide-react'
import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react'
import { queries, stale } from '../api/client'
import { restoreVersion, type ScenarioDetail } from '../api/generated'
import { showScenarioQueryKey } from '../api/generated/@tanstack/react-query.gen'
import { OF_SCENARIOS } from '../api/told'
import { Trouble } from '../api/trouble'
import { useMay } from '../shell/me'
import { say, sayTrouble } from '../ui/said'
import { type Edit, EditingContext, readBy, type Saving, tag } from './editing'
import { Overtaken } from './Overtaken'
import styles from './Scenario.module.css'

const LONG = 10_000 // milliseconds for which a change can be taken back from the notice

export function Editor({ scenario, children }: { scenario: ScenarioDetail; children: ReactNode }) {
  const may = useMay('scenarios:edit')
  const [busy, setBusy] = useState(false)
  const [unsaved, hold] = useState<Saving | null>(null)
  const [overtaken, setOvertaken] = useState<{ edit: Edit; trouble: Trouble }>()
  const newest = useRef(scenario.version)
  newest.current = Math.max(newest.current, scenario.version)
  const made = useRef(new Map<number, number>())
  const last = useRef(Promise.resolve())

  const put = useCallback((edit: Edit, over = false): void => {
    const send = async () => {
      const version = readBy(edit, newest.current, made.current)
      setBusy(true)
      try {
        const before = newest.current
        const { data } = await edit.ask({ 'If-Match': over ? '*' : tag(version) })
        await keep(data)
        newest.current = data.version
        if (!over && data.version !== version) made.current.set(version, data.version)
        setOvertaken(undefined)
        // Only the newest can be taken back by its button.
        if (data.version !== before) notifications.hide(noticeOf(data.id, before))
        if (edit.said) told(edit, data, before, put)
        edit.done?.(data)
      } catch (error) {
        const trouble = Trouble.of(error)
        if (trouble.status === 412) setOvertaken({ edit, trouble })
        else sayTrouble(trouble)
      } finally {
        setBusy(false)
      }
    }
    // One after the other: each change names the version that the one before has made.
    last.current = last.current.then(send)
  }, [])

  const editing = useMemo(
    () => ({
      scenario,
      may,
      busy,
      edit: put,
      unsaved,
      hold: (saving: Saving | null) => hold(() => saving),
    }),
    [scenario, may, busy, put, unsaved],
  )
  return (
    <EditingContext value={editing}>
      {children}
      <Overtaken
        trouble={overtaken?.trouble}
        busy={busy}
        onAgain={() => overtaken && put(overtaken.edit, true)}
        onReload={() => {
          overtaken?.edit.letGo?.()
          setOvertaken(undefined)
          void stale(...OF_SCENARIOS)
        }}
        onClose={() => setOvertaken(undefined)}
      />
    </EditingContext>
  )
}

/** What was answered is what the page shows, without asking again. */
async function keep(told: ScenarioDetail): Promise<void> {
  const key = showScenarioQueryKey({ path: { scenario_id: told.id } })
  // An answer from before the change that is still on its way would take it from the page.
  await queries.cancelQueries({ queryKey: key })
  queries.setQueryData(key, told)
  void stale(...OF_SCENARIOS.filter((one) => one !== 'showScenario'))
}

function noticeOf(id: string, version: number): string {
  return `undo-${id}-${version}`
}

function told(edit: Edit, now: ScenarioDetail, before: number, put: (edit: Edit) => void): void {
  if (!edit.undo || now.version === before) {
    say(edit.said)
    return
  }
  const back: Edit = {
    from: now.version,
    whole: true,
    ask: (headers) =>
      restoreVersion({ path: { scenario_id: now.id, number: before }, body: {}, headers }),
    said: 'Taken back.',
  }
  const id = noticeOf(now.id, now.version)
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
            put(back)
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
