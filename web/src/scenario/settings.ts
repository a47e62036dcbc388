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
      'The history keeps counts and sizes, never what a bundle held. A bundle that failed cannot be looked at.',
    kind: 'switch',
    usual: 'off',
  },
  {
    name: 'catch_up',
    label: 'Catch up',
    about: 'If a run was due while this installation was down, run once as soon as it is back.',
    kind: 'switch',
    usual: 'off',
  },
  {
    name: 'stop_on',
    label: 'Warnings that stop a bundle',
    about:
      'A bundle with one of these warnings is not posted; it waits for you under Incomplete. Write the codes from a module’s help, with commas, or all.',
    kind: 'codes',
    usual: 'none',
  },
  {
    name: 'max_errors',
    label: 'Failed runs before it is switched off',
    about: 'After this many failed runs in a row its schedule is switched off, and you are told.',
    kind: 'number',
    usual: '3',
    least: 1,
    most: 100,
  },
  {
    name: 'max_cycles',
    label: 'Runs in a row while there is more',
    about:
      'A trigger that could not take everything in one run starts again at once, up to this many times.',
    kind: 'number',
    usual: '10',
    least: 1,
    most: 1000,
  },
  {
    name: 'page_size',
    label: 'Bundles at a time',
    about: 'How many bundles go through a module together. Rarely needed.',
    kind: 'number',
    usual: 'automatic',
    least: 1,
    most: 1000,
  },
  {
    name: 'keep',
    label: 'Days of history',
    about: 'How long the history of its runs is kept.',
    kind: 'number',
    usual: 'as for all scenarios',
    least: 1,
    most: 3650,
  },
  {
    name: 'zone',
    label: 'Time zone',
    about: 'Its schedule and the dates in its expressions are in this zone.',
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
