/** Suggests what may stand where somebody writes: from the schema, the modules and their inputs. */
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import type { ModuleFacts } from '../api/generated'
import { keysUnder, ofItem, type Place, placeAt } from './yamlPlace'
import { type Hint, keysOf, type Schema, schemaAt, valuesOf } from './yamlSchema'

export type Known = {
  schema: Schema
  modules: ReadonlyArray<ModuleFacts>
  /** The schema of a module's inputs. */
  inputs: (module: string) => Promise<Schema | undefined>
}

const ROUTER: Hint = { label: 'router', detail: 'Ways out, each with its modules', key: false }

export function suggesting(known: Known) {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const line = context.state.doc.lineAt(context.pos)
    const lines = context.state.doc.toString().split('\n')
    const place = placeAt(lines, line.number - 1, context.pos - line.from)
    if (!context.explicit && place.word === '') return null
    const hints = await hintsAt(known, lines, place)
    if (hints.length === 0) return null
    return {
      from: line.from + place.begins,
      options: hints.map(option),
      validFor: /^[\w.[\]-]*$/,
    }
  }
}

async function hintsAt(known: Known, lines: ReadonlyArray<string>, place: Place): Promise<Hint[]> {
  const step = isStep(place.path)
  if (step && place.key === 'module') {
    const named = known.modules.map((each) => ({
      label: each.name,
      detail: each.label,
      key: false,
    }))
    return [...named, ROUTER]
  }
  if (step && place.key === 'connection') {
    return keysUnder(lines, 'connections').map((label) => ({ label, detail: '', key: false }))
  }
  const at = place.path.lastIndexOf('map')
  if (at > 0 && isStep(place.path.slice(0, at))) {
    const inputs = await known.inputs(ofItem(lines, place.item, 'module'))
    return inputs ? within(inputs, place.path.slice(at + 1), place.key) : []
  }
  return within(known.schema, place.path, place.key)
}

function within(schema: Schema, path: ReadonlyArray<string>, key: string): Hint[] {
  const node = schemaAt(schema, key ? [...path, key] : path)
  if (!node) return []
  return key ? valuesOf(schema, node) : keysOf(schema, node)
}

/** Whether a path is that of a module: an item of a flow. */
function isStep(path: ReadonlyArray<string>): boolean {
  return path.at(-1) === '[]' && path.at(-2) === 'flow'
}

function option(hint: Hint): Completion {
  return {
    label: hint.label,
    detail: hint.detail.length > 70 ? `${hint.detail.slice(0, 69)}…` : hint.detail,
    apply: hint.key ? `${hint.label}: ` : hint.label,
    type: hint.key ? 'property' : 'constant',
  }
}
