/** What can be inserted, as a tree: the values of earlier modules, of the run, and functions. */
import { Numeral } from '../api/exact'
import type { FunctionPage, InputFacts } from '../api/generated'
import type { Earlier, FormFacts, OutputFacts } from './definition'
import { reference } from './expression'

export type Leaf = {
  key: string
  label: string
  /** What is put in, without braces; "" where it only opens. */
  insert: string
  /** Its name in data, or how a function is written. */
  code: string
  /** A value that it had, or one that it could have. */
  value: string
  real: boolean
  about: string
  /** The id of the module that it stands for. */
  module?: number
  inside: Leaf[]
}

export type Given = Pick<FormFacts, 'inputs' | 'outputs' | 'openInputs' | 'sample'>

const LONG = 80

/** The values of earlier modules, the nearest first, and of the run's inputs. */
export function valuesOf(
  before: readonly Earlier[],
  given: ReadonlyMap<string, Given>,
  real: Readonly<Record<number, unknown>>,
  inputs: readonly InputFacts[],
): Leaf[] {
  const modules = [...before]
    .reverse()
    .filter((step) => step.module.includes('.'))
    .map((step) => moduleLeaf(step, given.get(step.module), real))
  return inputs.length ? [...modules, inputsLeaf(inputs)] : modules
}

function moduleLeaf(
  step: Earlier,
  given: Given | undefined,
  real: Readonly<Record<number, unknown>>,
): Leaf {
  const happened = step.id in real
  const sample = happened ? real[step.id] : given?.sample
  const from: From = { head: step.id, real: happened }
  return {
    ...leaf(from, [], step.note || step.label, happened ? undefined : ''),
    insert: reference(step.id, []),
    code: step.module,
    module: step.id,
    inside: within(from, [], given ? outputsOf(step, given) : [], sample),
  }
}

/** What a module gives as it is defined; where that is told by its fields, as they say here. */
function outputsOf(step: Earlier, { inputs, outputs, openInputs }: Given): OutputFacts[] {
  const map = collection(step.raw?.map)
  if (openInputs) {
    return outputs.map((one) => (one.type === 'lines' && !one.of ? { ...one, of: kept(map) } : one))
  }
  if (outputs.length) return outputs
  return inputs
    .filter((field) => field.kind === 'texts')
    .flatMap((field) => texts(map[field.name]).map(bare))
}

/** Fields of any name, with those within. */
function kept(map: Record<string, unknown>): OutputFacts[] {
  return Object.entries(map).map(([name, value]) => ({
    ...bare(name),
    ...(typeof value === 'object' && !Array.isArray(value) && { of: kept(collection(value)) }),
  }))
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}

function inputsLeaf(inputs: readonly InputFacts[]): Leaf {
  const from: From = { head: 'input', real: false }
  return {
    ...leaf(from, [], 'Inputs of the run', ''),
    insert: '',
    inside: inputs.map((one) => ({
      ...leaf(from, [one.name], one.name, one.default ?? ''),
      about: one.help || one.type,
    })),
  }
}

type From = { head: number | string; real: boolean }

/** What lies within: as the module is defined, and whatever else the sample holds. */
function within(from: From, at: string[], outputs: OutputFacts[], sample: unknown): Leaf[] {
  const values = collection(sample)
  const known = outputs.map((one) => nested(from, at, one, values[one.name]))
  const names = new Set(outputs.map((output) => output.name))
  const others = Object.keys(values).filter((name) => !names.has(name))
  return [...known, ...others.map((name) => nested(from, at, bare(name), values[name]))]
}

function bare(name: string): OutputFacts {
  return { name, label: name, type: '' }
}

function nested(from: From, at: string[], output: OutputFacts, value: unknown): Leaf {
  const { name, label, type, of = [] } = output
  const here = [...at, name]
  // A list is taken whole; of what is in it, the values of the first item.
  const list = Array.isArray(value) || type === 'lines'
  return {
    ...leaf(from, here, label || name, value),
    inside: within(from, list ? [...at, `${name}[]`] : here, of, value),
  }
}

function leaf(from: From, at: string[], label: string, value: unknown): Leaf {
  return {
    key: [from.head, ...at].join('.'),
    label,
    insert: reference(from.head, at),
    code: at[at.length - 1] ?? '',
    value: brief(value),
    real: from.real,
    about: '',
    inside: [],
  }
}

function collection(value: unknown): Record<string, unknown> {
  const one = Array.isArray(value) ? value[0] : value
  return typeof one === 'object' && one !== null && !Array.isArray(one) && !(one instanceof Numeral)
    ? (one as Record<string, unknown>)
    : {}
}

/** A value in few signs. */
export function brief(value: unknown): string {
  if (value === undefined || value === '') return ''
  if (Array.isArray(value)) return value.length === 1 ? '1 item' : `${value.length} items`
  if (typeof value === 'object' && value !== null && !(value instanceof Numeral)) return ''
  const text = String(value)
  return text.length > LONG ? `${text.slice(0, LONG)}…` : text
}

/** The functions, family by family, and the words that stand for values. */
export function functionsOf(told: FunctionPage): Leaf[] {
  const families = [...new Set(told.items.map((one) => one.family))]
  const written = families.map((family) => ({
    ...closed(`family ${family}`, family),
    inside: told.items
      .filter((one) => one.family === family)
      .map((one) => ({
        ...closed(`function ${one.name}`, one.name),
        insert: one.signature.includes('(') ? `${one.name}(«»)` : one.name,
        code: one.signature,
        about: one.about,
        value: '',
      })),
  }))
  const words = told.keywords.map((one) => ({
    ...closed(`word ${one.name}`, one.name),
    insert: one.name,
    about: one.about,
  }))
  return [...written, { ...closed('family words', 'Words'), inside: words }]
}

function closed(key: string, label: string): Leaf {
  return { key, label, insert: '', code: '', value: '', real: false, about: '', inside: [] }
}

/** Only what holds the words, in label, name, value or what it is for, and what leads there. */
export function found(leaves: Leaf[], search: string): Leaf[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return words.length ? leaves.flatMap((one) => left(one, words)) : leaves
}

function left(one: Leaf, words: string[]): Leaf[] {
  const text = `${one.label} ${one.code} ${one.value} ${one.about} ${one.insert}`.toLowerCase()
  const inside = one.inside.flatMap((inner) => left(inner, words))
  if (inside.length) return [{ ...one, inside }]
  return words.every((word) => text.includes(word)) ? [{ ...one, inside: [] }] : []
}

export type Row = { leaf: Leaf; level: number; open: boolean }

/** The lines that are seen: what is inside only where it is open. */
export function rowsOf(leaves: Leaf[], open: ReadonlySet<string> | 'all', level = 1): Row[] {
  return leaves.flatMap((leaf) => {
    const isOpen = leaf.inside.length > 0 && (open === 'all' || open.has(leaf.key))
    const row = { leaf, level, open: isOpen }
    return isOpen ? [row, ...rowsOf(leaf.inside, open, level + 1)] : [row]
  })
}
