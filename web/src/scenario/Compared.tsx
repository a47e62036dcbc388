/** Two versions beside each other: what changed by module, and line by line. */
import { yaml } from '@codemirror/lang-yaml'
import { unifiedMergeView } from '@codemirror/merge'
import { EditorState } from '@codemirror/state'
import { EditorView, lineNumbers } from '@codemirror/view'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { versionOptions } from '../api/asked'
import type { Change } from '../api/generated'
import { compareVersionsOptions } from '../api/generated/@tanstack/react-query.gen'
import { Loaded } from '../ui/Loaded'
import { sentenceOf } from './changes'
import { look } from './codeLook'
import styles from './Versions.module.css'
import code from './Yaml.module.css'

type ComparedProps = { scenario: string; older: number; newer: number; folded: boolean }

export default function Compared({ scenario, older, newer, folded }: ComparedProps) {
  const path = { scenario_id: scenario, number: older }
  const difference = useQuery({
    ...compareVersionsOptions({ path, query: { to: newer } }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const before = useQuery(versionOptions(scenario, older))
  const after = useQuery(versionOptions(scenario, newer))
  return (
    <>
      <Loaded query={difference} lines={2}>
        {(told) => <Changes of={told.changes} />}
      </Loaded>
      <Loaded query={before} lines={8}>
        {(old) => (
          <Loaded query={after} lines={8}>
            {(now) => <Lines older={old.text} newer={now.text} folded={folded} />}
          </Loaded>
        )}
      </Loaded>
    </>
  )
}

function Changes({ of }: { of: Change[] }) {
  if (of.length === 0) {
    return <p className="muted">Nothing that the scenario does differs; see the lines.</p>
  }
  return (
    <ul className={styles.changes} aria-label="What changed">
      {of.map((each) => {
        const [kind, rest] = sentenceOf(each)
        return (
          <li key={`${each.kind} ${each.module} ${each.field}`}>
            <span className={styles.kind}>{kind}</span> {rest}
          </li>
        )
      })}
    </ul>
  )
}

function Lines({ older, newer, folded }: { older: string; newer: string; folded: boolean }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!box.current) return
    const view = new EditorView({
      parent: box.current,
      doc: newer,
      extensions: [
        look,
        yaml(),
        lineNumbers(),
        EditorState.readOnly.of(true),
        EditorView.editable.of(false),
        EditorView.contentAttributes.of({ tabindex: '0', 'aria-label': 'The lines that differ' }),
        unifiedMergeView({
          original: older,
          mergeControls: false,
          gutter: true,
          ...(folded ? { collapseUnchanged: { margin: 3, minSize: 6 } } : {}),
        }),
      ],
    })
    return () => view.destroy()
  }, [older, newer, folded])
  return <div ref={box} className={code.editor} />
}
