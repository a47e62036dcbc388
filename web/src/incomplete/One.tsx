/** One document that stopped: what was sent, what the service holds, and what a person says. */

import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useCallback } from 'react'
import { stale } from '../api/client'
import type { IncompleteDetail } from '../api/generated'
import { showIncompleteOptions } from '../api/generated/@tanstack/react-query.gen'
import { type RunNews, useRunNews } from '../shell/live'
import { Waiting, Wrong } from '../ui/Loaded'
import { Message } from '../ui/Message'
import { Moment } from '../ui/Moment'
import { Facts, Page, Panel } from '../ui/Page'
import { Answered } from './Answered'
import { Answering } from './Answering'
import { useAnswer } from './answer'
import { Carried } from './Carried'
import { Holding } from './Holding'
import { Answer, Kind } from './Kind'
import { useLook } from './look'
import styles from './One.module.css'
import { Sent } from './Sent'

const LOOK_AGAIN = 20_000 // milliseconds: somebody else may answer it meanwhile

export function One() {
  const { id } = useParams({ strict: false }) as { id: string }
  const query = useQuery({
    ...showIncompleteOptions({ path: { incomplete_id: id } }),
    refetchInterval: ({ state }) => (state.data?.state === 'open' ? LOOK_AGAIN : false),
  })
  useRunNews(useCallback((news: RunNews) => void (news.ended_at && stale('showIncomplete')), []))
  if (query.data) return <Whole key={id} one={query.data} />
  return (
    <Page title="Incomplete document" up={UP}>
      <Panel>
        {query.error ? (
          <Wrong error={query.error} again={() => void query.refetch()} />
        ) : (
          <Waiting lines={8} />
        )}
      </Panel>
    </Page>
  )
}

const UP = { to: '/incomplete', label: 'Incomplete' }

function Whole({ one }: { one: IncompleteDetail }) {
  const look = useLook(one.id)
  // Outlives the form: what is told of a refused answer stands beside the one that was quicker.
  const doing = useAnswer(one)
  const open = one.state === 'open'
  return (
    <Page
      title={one.natural_key ? `${one.label} · ${one.natural_key}` : one.label || one.step}
      up={UP}
      under={
        <span className={styles.under}>
          {open ? <Kind of={one.kind} /> : <Answer of={one.state} />}
          <Link to={`/scenarios/${one.scenario_id}`}>{one.scenario}</Link>
          <span>
            stopped <Moment at={one.created_at} relative />
          </span>
        </span>
      }
    >
      <Panel title="Why it stopped">
        <div className={styles.message}>
          <Message text={one.message} />
        </div>
        {!one.words.every((word) => one.message.includes(word)) && (
          <ul className={styles.words}>
            {one.words.map((word) => (
              <li key={word}>{word}</li>
            ))}
          </ul>
        )}
        <Facts of={factsOf(one)} />
      </Panel>
      <div className={styles.two}>
        <Sent one={one} />
        {open && one.answers.includes('resolve') ? (
          <Holding one={one} look={look} />
        ) : (
          <Carried one={one} />
        )}
      </div>
      {open ? (
        <Answering one={one} look={look} doing={doing} />
      ) : (
        <Answered one={one} refused={doing.error} />
      )}
      {open && one.answers.includes('resolve') && <Carried one={one} />}
    </Page>
  )
}

function factsOf(one: IncompleteDetail) {
  return [
    ['Module', `${one.module} · ${one.label || one.step}`],
    ['Goes to', one.organisation || '–'],
    ['Stopped', <Moment key="at" at={one.created_at} />],
    [
      'Run',
      <Link key="run" to={`/runs/${one.run}`} className="mono">
        {one.run.slice(-8)}
      </Link>,
    ],
    ['Next try', one.state === 'open' ? 'when you answer' : 'none'],
  ] as const
}
