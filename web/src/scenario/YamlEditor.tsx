/** The field in which a scenario's file is written. It is loaded when it is first looked at. */
import { autocompletion, completionKeymap, startCompletion } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { bracketMatching, foldGutter, foldKeymap } from '@codemirror/language'
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint'
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search'
import { Compartment, EditorState, type Text } from '@codemirror/state'
import { EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { useEffect, useLayoutEffect, useRef } from 'react'
import type { Fault } from '../api/generated'
import { look } from './codeLook'
import styles from './Yaml.module.css'
import { type Known, suggesting } from './yamlComplete'

type YamlEditorProps = {
  text: string
  onChange: (text: string) => void
  onSave: () => void
  faults: ReadonlyArray<Fault>
  known: Known | undefined
  /** The line to go to, from 1; 0 for none. */
  line: number
  disabled: boolean
}

export default function YamlEditor(props: YamlEditorProps) {
  const box = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const now = useRef(props)
  now.current = props
  const open = useRef(new Compartment())

  useEffect(() => {
    if (!box.current) return
    const made = new EditorView({
      parent: box.current,
      doc: now.current.text,
      extensions: [
        look,
        yaml(),
        history(),
        lineNumbers(),
        foldGutter(),
        highlightActiveLine(),
        bracketMatching(),
        highlightSelectionMatches(),
        lintGutter(),
        open.current.of(editable(!now.current.disabled)),
        autocompletion({
          override: [
            (context) => (now.current.known ? suggesting(now.current.known)(context) : null),
          ],
          icons: false,
        }),
        keymap.of([
          {
            key: 'Mod-s',
            run: () => {
              now.current.onSave()
              return true
            },
          },
          { key: 'Ctrl-Space', run: startCompletion },
          ...completionKeymap,
          ...searchKeymap,
          ...historyKeymap,
          ...foldKeymap,
          ...defaultKeymap,
        ]),
        EditorView.contentAttributes.of({
          'aria-label': 'The file of the scenario',
          tabindex: '0',
          'aria-describedby': 'yaml-keys',
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) now.current.onChange(update.state.doc.toString())
        }),
      ],
    })
    view.current = made
    return () => made.destroy()
  }, [])

  // At once: a letter that is typed between drawing and an effect would be taken for another's text.
  useLayoutEffect(() => {
    const made = view.current
    if (!made || made.state.doc.toString() === props.text) return
    made.dispatch({ changes: { from: 0, to: made.state.doc.length, insert: props.text } })
  }, [props.text])

  useEffect(() => {
    view.current?.dispatch({ effects: open.current.reconfigure(editable(!props.disabled)) })
  }, [props.disabled])

  useEffect(() => {
    const made = view.current
    if (made) made.dispatch(setDiagnostics(made.state, diagnostics(made.state.doc, props.faults)))
  }, [props.faults])

  useEffect(() => {
    const made = view.current
    if (!made || props.line < 1 || props.line > made.state.doc.lines) return
    const at = made.state.doc.line(props.line)
    made.dispatch({
      selection: { anchor: at.to },
      effects: EditorView.scrollIntoView(at.from, { y: 'center' }),
    })
    made.focus()
  }, [props.line])

  return <div ref={box} className={styles.editor} />
}

function editable(may: boolean) {
  return [EditorState.readOnly.of(!may), EditorView.editable.of(may)]
}

function diagnostics(doc: Text, faults: ReadonlyArray<Fault>): Diagnostic[] {
  return faults
    .filter((each) => (each.line ?? 0) > 0 && (each.line ?? 0) <= doc.lines)
    .map((each) => {
      const line = doc.line(each.line ?? 1)
      const indent = line.text.length - line.text.trimStart().length
      return {
        from: Math.min(line.from + indent, line.to),
        to: line.to,
        severity: 'error' as const,
        message: each.message,
      }
    })
    .sort((one, other) => one.from - other.from)
}
