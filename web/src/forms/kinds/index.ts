/** One control for each kind of field in the kit. */
import type { ComponentType } from 'react'
import type { FieldFacts } from '../definition'
import { isMapped } from '../expression'
import { isBlank } from '../values'
import { BooleanChoice } from './Boolean'
import { Choice } from './Choice'
import type { ControlProps } from './control'
import { Day } from './Date'
import { FileControl } from './File'
import { Group } from './Group'
import { Lines } from './Lines'
import { Moment } from './Moment'
import { Pick } from './Pick'
import { Text } from './Text'
import { Texts } from './Texts'

export type Control = {
  of: ComponentType<ControlProps>
  /** Its label names several controls. */
  group?: boolean
  /** Whether it can show this value; one that it cannot is shown as text. */
  shows?: (value: unknown) => boolean
  /** It takes expressions among its text, so that it needs no switch. */
  open?: boolean
}

const TEXT: Control = { of: Text, open: true }
const PICK: Control = { of: Pick, shows: plain }

const KINDS: Record<string, Control> = {
  text: TEXT,
  reference: TEXT,
  decimal: TEXT,
  integer: TEXT,
  money: TEXT,
  any: TEXT,
  choice: { of: Choice, shows: plain },
  boolean: { of: BooleanChoice, shows: (value) => /^(true|false|yes|no)$/i.test(String(value)) },
  date: { of: Day, shows: (value) => /^\d{4}-\d{2}-\d{2}$/.test(String(value)) },
  moment: { of: Moment, shows: (value) => !Number.isNaN(Date.parse(String(value))) },
  texts: { of: Texts, group: false, shows: (value) => plain(value) || Array.isArray(value) },
  group: { of: Group, group: true, shows: (value) => typeof value === 'object' },
  lines: { of: Lines, group: true, shows: (value) => typeof value === 'object' },
  file: { of: FileControl, shows: (value) => typeof value === 'object' },
}

/** How a field is filled in; what is new to these pages is filled in as text. */
export function controlOf(field: FieldFacts): Control {
  if (field.pick && (field.kind === 'text' || field.kind === 'reference')) return PICK
  return KINDS[field.kind] ?? TEXT
}

/** Whether a value has to be shown as text: an expression, or nothing that the control can show. */
export function asText(control: Control, value: unknown): boolean {
  if (control.open || isBlank(value)) return false
  return isMapped(value) || control.shows?.(value) === false
}

function plain(value: unknown): boolean {
  return typeof value !== 'object'
}
