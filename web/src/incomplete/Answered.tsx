/** What was answered, by whom and when, and what came of it. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useCallback } from 'react'
import { runOptions } from '../api/asked'
import { stale } from '../api/client'
import type { IncompleteDetail } from '../api/generated'
import { type RunNews, useRunNews } from '../shell/live'
import { Wrong } from '../ui/Loaded'
import { Moment } from '../ui/Moment'
import { Facts, Panel } from '../ui/Page'
import { Status } from '../ui/Status'
import { Answer } from './Kind'

type AnsweredProps = {
  one: IncompleteDetail
  /** Why an answer that came too late was refused; null where none was given. */
  refused: unknown
}

export function Answered({ one, refused }: AnsweredProps) {
  return (
    <Panel title="The answer">
      {refused !== null && <Wrong error={refused} />}
      <div role="status">
        <Facts
          of={[
            ['Answer', <Answer key="answer" of={one.state} />],
            ['What was said', one.answer || '–'],
            ['By', one.answered_by || 'nobody is known'],
            ['When', one.answered_at ? <Moment key="at" at={one.answered_at} /> : '–'],
            ['Goes on in', one.next_run ? <Next key="run" id={one.next_run} /> : 'no run'],
          ]}
        />
      </div>
    </Panel>
  )
}

function Next({ id }: { id: string }) {
  useRunNews(useCallback((news: RunNews) => void (news.id === id && stale('showRun')), [id]))
  const { data } = useQuery(runOptions(id))
  return (
    <>
      <Link to={`/runs/${id}`} className="mono">
        {id.slice(-8)}
      </Link>{' '}
      {data && <Status of={data.status} />}
    </>
  )
}
