/** How a scenario runs: each setting with its sentence, as its file may write it. */

export type Setting = {
  name: string
  label: string
  about: string
  kind: 'switch' | 'number' | 'zone' | 'codes'
  /** What counts where nothing is written. */
  usual: string
  least?: number
  most?: number
}

export const SETTINGS: ReadonlyArray<Setting> = [
  {
    name: 'strict_order',
    label: 'Strict order',
    about:
      'One bundle at a time goes through all modules before the next one begins, and no two runs of this scenario overlap. Slower; for work where the order matters.',
    kind: 'switch',
    usual: 'off',
  },
  {
    name: 'confidential',
    label: 'Confidential data',
    about:
      'The history keeps counts and sizes, and no bundle. A failed bundle cannot be looked at.',
    kind: 'switch',
    usual: 'off',
  },
  {
    name: 'catch_up',
    label: 'Catch up',
    about: 'Run once for what was missed while nothing ran here.',
    kind: 'switch',
    usual: 'off',
  },
  {
    name: 'stop_on',
    label: 'Warnings that stop a bundle',
    about:
      'A bundle that earns one of these warnings is not posted but waits for you. Codes with commas, or "all".',
    kind: 'codes',
    usual: 'none',
  },
  {
    name: 'max_errors',
    label: 'Errors before it is switched off',
    about: 'After so many failed runs on end its schedule is switched off, and you are told.',
    kind: 'number',
    usual: '3',
    least: 1,
    most: 100,
  },
  {
    name: 'max_cycles',
    label: 'Cycles for one slot',
    about: 'How often a trigger that left something behind is asked again at once.',
    kind: 'number',
    usual: '10',
    least: 1,
    most: 1000,
  },
  {
    name: 'page_size',
    label: 'Bundles in a page',
    about: 'Cuts pages smaller than the engine would. Rarely needed.',
    kind: 'number',
    usual: 'as the engine cuts them',
    least: 1,
    most: 1000,
  },
  {
    name: 'keep',
    label: 'Days of history',
    about: 'For how many days the history of its runs is kept.',
    kind: 'number',
    usual: 'as long as for others',
    least: 1,
    most: 3650,
  },
  {
    name: 'zone',
    label: 'Time zone',
    about: 'Dates in its expressions, and its schedule, are of this zone.',
    kind: 'zone',
    usual: 'UTC',
  },
]

export type Values = Record<string, unknown>

/** The settings that a document writes. */
export function settingsOf(document: unknown): Values {
  const found = (document as { settings?: unknown } | null)?.settings
  return typeof found === 'object' && found !== null && !Array.isArray(found)
    ? { ...(found as Values) }
    : {}
}

/** With one setting as the form gives it; what is empty or off is as usual and is not written. */
export function withSetting(values: Values, setting: Setting, given: string | boolean): Values {
  const { [setting.name]: _, ...others } = values
  const value = written(setting, given)
  return value === undefined ? others : { ...others, [setting.name]: value }
}

function written(setting: Setting, given: string | boolean): unknown {
  if (typeof given === 'boolean') return given || undefined
  const text = given.trim()
  if (text === '') return undefined
  if (setting.kind === 'number') return Number(text)
  if (setting.kind !== 'codes' || text === 'all') return text
  return text.split(/[\s,]+/).filter(Boolean)
}

/** What the field of a setting shows. */
export function shownOf(values: Values, setting: Setting): string {
  const value = values[setting.name]
  if (value === undefined || value === null) return ''
  return Array.isArray(value) ? value.join(', ') : String(value)
}
