/** The modules of an app in their groups, found by a word or by their kind. */
import { Button, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { modulesOptions } from '../api/asked'
import type { AppDetail, ModuleFacts } from '../api/generated'
import { sections, sought } from '../diagram/modules'
import { Kind } from '../diagram/PickerChoices'
import { useAddress } from '../ui/address'
import { counted } from '../ui/figures'
import { Loaded } from '../ui/Loaded'
import { Empty, Panel } from '../ui/Page'
import { Search } from '../ui/Search'
import styles from './Apps.module.css'
import { addressOf } from './modules'

const NO_LABELS: ReadonlyMap<string, string> = new Map()

export function Modules({ app }: { app: AppDetail }) {
  const [address, change] = useAddress()
  const list = useQuery({
    ...modulesOptions(),
    select: ({ items }) => ({ items: items.filter((one) => one.app === app.name) }),
  })
  const kind = address.kind
  const found = sought(list.data?.items ?? [], address.search ?? '', NO_LABELS).filter(
    (one) => !kind || one.kind === kind,
  )
  const kinds = [...new Set(list.data?.items.map((one) => one.kind))].sort()
  return (
    <Panel
      title="Modules"
      actions={
        <span className="muted small" role="status">
          {address.search || kind ? `${found.length} of ` : ''}
          {counted(app.modules, 'module')}
        </span>
      }
    >
      <div className={styles.bar}>
        <Search label="Search the modules" />
        {kinds.length > 1 && (
          <Select
            aria-label="Kind"
            placeholder="Every kind"
            data={kinds}
            value={address.kind ?? null}
            onChange={(kind) => change({ kind: kind ?? '' })}
            clearable
            w={170}
          />
        )}
      </div>
      <Loaded query={list} lines={10}>
        {({ items }) => {
          if (found.length > 0) return <Groups of={found} all={items} />
          return (
            <Empty
              title="No module is found"
              action={
                <Button variant="default" onClick={() => change({ search: '', kind: '' })}>
                  Show all
                </Button>
              }
            />
          )
        }}
      </Loaded>
    </Panel>
  )
}

type GroupsProps = { of: ReadonlyArray<ModuleFacts>; all: ReadonlyArray<ModuleFacts> }

/** Also what was searched for stands in its groups, so that it is where one knows it. */
function Groups({ of, all }: GroupsProps) {
  const found = new Set(of.map((one) => one.name))
  return sections(all.filter((one) => found.has(one.name))).map(({ group, modules }) => (
    <section key={group} className={styles.group} aria-label={group || 'Modules'}>
      {group && <h3>{group}</h3>}
      <ul className={styles.modules}>
        {modules.map((one) => (
          <li key={one.name}>
            <Link to={addressOf(one.name)}>{one.label}</Link>
            <p>{one.about}</p>
            <span>
              <Kind kind={one.kind} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  ))
}
