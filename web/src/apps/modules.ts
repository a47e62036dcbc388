/** The pure side of the catalogue: words, fields in a row, outputs in a row. */
import type { ConnectionFacts, ModuleDetail } from '../api/generated'
import type { FieldFacts, OutputFacts } from '../forms/definition'
import { counted, number } from '../ui/figures'

/** "parse" of "csv.parse", as addresses have it. */
export function shortName(name: string): string {
  return name.slice(name.indexOf('.') + 1)
}

export function wholeName(app: string, module: string): string {
  return module.startsWith(`${app}.`) ? module : `${app}.${module}`
}

export function addressOf(name: string): string {
  const [app = ''] = name.split('.')
  return `/apps/${app}/modules/${shortName(name)}`
}

export type Standing = { tone: 'ok' | 'warn' | 'quiet'; said: string }

/** How an app is connected, in a few words. */
export function standing(
  needs: boolean,
  connections: ReadonlyArray<Pick<ConnectionFacts, 'state'>>,
): Standing {
  if (!needs) return { tone: 'ok', said: 'needs no connection' }
  if (connections.length === 0) return { tone: 'quiet', said: 'not connected' }
  const ailing = connections.filter((one) => one.state !== 'ok').length
  const said = counted(connections.length, 'connection')
  return ailing ? { tone: 'warn', said: `${said}, ${ailing} need you` } : { tone: 'ok', said }
}

export type Row<Facts> = { path: string; depth: number; facts: Facts }

/** Fields and those within them, each with its place. */
export function rowsOf<Facts extends { name: string; of?: Facts[] }>(
  facts: ReadonlyArray<Facts>,
  above = '',
  depth = 0,
): Row<Facts>[] {
  return facts.flatMap((each) => {
    const path = above ? `${above}.${each.name}` : each.name
    return [{ path, depth, facts: each }, ...rowsOf(each.of ?? [], path, depth + 1)]
  })
}

export type Output = Row<OutputFacts>

/** What a value has to be, in a line: "at most 255 characters; one of A, B". */
export function constraints(field: FieldFacts): string {
  const found: string[] = []
  const words = field.enum ?? field.items?.enum
  if (words) found.push(`one of ${words.join(', ')}`)
  if (field.minimum !== undefined) found.push(`at least ${field.minimum}`)
  if (field.maximum !== undefined) found.push(`at most ${field.maximum}`)
  if (field.maxLength !== undefined) found.push(`at most ${number(field.maxLength)} characters`)
  if (field.minItems !== undefined) found.push(`at least ${counted(field.minItems, 'item')}`)
  if (field.maxItems !== undefined) found.push(`at most ${counted(field.maxItems, 'item')}`)
  if (field.pattern) found.push(`like ${field.pattern}`)
  const usual = field.default
  if (usual !== null && usual !== undefined) found.push(`${JSON.stringify(usual)} if left out`)
  return found.join('; ')
}

/** What keeps a bundle from being written twice, or what can be doubled. */
export function protection(module: Pick<ModuleDetail, 'effect' | 'kind' | 'form'>): string {
  if (module.effect === 'none') return 'Nothing leaves: the same bundles always give the same.'
  if (module.effect === 'reads') {
    return 'It only reads, so it may be done as often as wanted.'
  }
  const inputs = module.form.inputs as ReadonlyArray<{ name: string }> | undefined
  const keyed = inputs?.some((field) => field.name === 'if_exists')
  const always =
    'Before a bundle is sent, what is sent is written down with a key of its own. After a crash or a lost answer the same request goes under the same key, for as long as the service knows it.'
  if (keyed) {
    return `${always} After that the record is looked for by its name before anything is sent again, and “If it exists already” says what becomes of one that was there before.`
  }
  if (module.effect === 'deletes') {
    return `${always} What is gone already is not deleted a second time.`
  }
  return `${always} After that it is looked for where the service can be asked; where it cannot, it waits for you under Incomplete and is never sent blindly.`
}
