/** What a form is drawn from: the kit's definition of a module, as the API tells it. */
import type { ModuleDetail } from '../api/generated'

/** One input. `kind` is the word of the kit: text, money, choice, lines, … */
export type FieldFacts = {
  name: string
  label: string
  help: string
  kind: string
  required: boolean
  advanced: boolean
  default: unknown
  /** The pick-list that offers its values; any other may still be given. */
  pick?: string
  /** Of groups and lines: the fields within. */
  of?: FieldFacts[]
  enum?: string[]
  'x-labels'?: Record<string, string>
  'x-multiline'?: boolean
  minimum?: number | string
  maximum?: number | string
  maxLength?: number
  pattern?: string
  minItems?: number
  maxItems?: number
  items?: { enum?: string[] }
}

/** One value that a module gives; `of` are those within. */
export type OutputFacts = {
  name: string
  label: string
  type: string
  of?: OutputFacts[]
}

export type FormFacts = {
  inputs: FieldFacts[]
  outputs: OutputFacts[]
  openInputs: boolean
  pickLists: Record<string, { label: string; searches: boolean }>
  sample: Record<string, unknown>
}

/** The form of a module; the description of the API leaves its inside open. */
export function formOf(detail: Pick<ModuleDetail, 'form'>): FormFacts {
  return detail.form as unknown as FormFacts
}

/** What a module's fields hold, as the scenario's file has it under `map`. */
export type Values = Record<string, unknown>

/** A module whose values can be used: any step of the diagram is one. */
export type Earlier = {
  id: number
  module: string
  label: string
  note?: string
  raw?: Record<string, unknown>
}

/** Whose lists are offered. */
export type Whose = { name: string; organisation: string }
