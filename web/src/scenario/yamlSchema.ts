/** What a JSON Schema says of a place in a file: the keys it may have, and the values. */

export type Schema = { [key: string]: unknown }
export type Hint = { label: string; detail: string; key: boolean }

/** The part of a schema at a path of keys; undefined where it says nothing. */
export function schemaAt(root: Schema, path: ReadonlyArray<string>): Schema | undefined {
  let here: Schema | undefined = root
  for (const key of path) {
    here = here && within(root, here, key)
  }
  return here && followed(root, here)
}

function within(root: Schema, node: Schema, key: string): Schema | undefined {
  const here = followed(root, node)
  const found =
    key === '[]'
      ? (here.items as Schema | undefined)
      : ((here.properties as Record<string, Schema> | undefined)?.[key] ??
        (typeof here.additionalProperties === 'object'
          ? (here.additionalProperties as Schema)
          : undefined))
  if (found) return found
  for (const one of choices(here)) {
    const inner = within(root, one, key)
    if (inner) return inner
  }
  return undefined
}

function followed(root: Schema, node: Schema): Schema {
  const to = node.$ref
  if (typeof to !== 'string') return node
  return to
    .replace(/^#\//, '')
    .split('/')
    .reduce<Schema>((here, part) => (here[part] ?? {}) as Schema, root)
}

function choices(node: Schema): Schema[] {
  return [...((node.anyOf as Schema[]) ?? []), ...((node.oneOf as Schema[]) ?? [])]
}

/** The keys that an object may have. */
export function keysOf(root: Schema, node: Schema): Hint[] {
  const here = followed(root, node)
  const own = Object.entries((here.properties ?? {}) as Record<string, Schema>).map(
    ([label, part]) => ({ label, detail: said(followed(root, part)), key: true }),
  )
  return [...own, ...choices(here).flatMap((one) => keysOf(root, one))]
}

/** The values that stand there, where they are few. */
export function valuesOf(root: Schema, node: Schema): Hint[] {
  const here = followed(root, node)
  const listed = here.enum ?? ('const' in here ? [here.const] : undefined)
  const few = Array.isArray(listed) ? listed : here.type === 'boolean' ? [true, false] : []
  const own = few.map((value) => ({ label: String(value), detail: '', key: false }))
  return [...own, ...choices(here).flatMap((one) => valuesOf(root, one))]
}

function said(node: Schema): string {
  return String(node.description ?? node.title ?? node.type ?? '')
}
