/** A value that is chosen from an organisation's own: its accounts, its contacts. */
import { Combobox, Loader, TextInput, useCombobox } from '@mantine/core'
import { ChevronsUpDown, RotateCw } from 'lucide-react'
import { useState } from 'react'
import { Trouble } from '../../api/trouble'
import { useInside } from '../Inside'
import { givenOf, usePicks } from '../picks'
import { isBlank, shown } from '../values'
import type { ControlProps } from './control'
import styles from './kinds.module.css'
import { Text } from './Text'

const MORE = '\u0000more'
const AGAIN = '\u0000again'

/** With a connection its list; without one the value is typed. */
export function Pick(props: ControlProps) {
  const { connection } = useInside()
  if (connection) return <PickSelect {...props} />
  return (
    <>
      <Text {...props} />
      <p className={styles.note}>With a connection and an organisation there is a list here.</p>
    </>
  )
}

export function PickSelect({
  facts,
  value,
  onChange,
  onBlur,
  ids,
  aria,
  disabled,
  path,
  beside,
  onMap,
}: ControlProps) {
  const { form, values } = useInside()
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  const [search, setSearch] = useState<string | null>(null)
  const open = combobox.dropdownOpened
  const given = givenOf(fieldsAt(form?.inputs ?? [], path), { ...values, ...beside })
  const picks = usePicks(path, given, search ?? '', open || !isBlank(value))
  const items = picks.data?.pages.flatMap((page) => page.items) ?? []
  const now = shown(value)
  const label = items.find((item) => item.value === now)?.label ?? now
  const listName = form?.pickLists[facts.pick ?? '']?.label ?? facts.label
  const own = search?.trim() ?? ''

  const choose = (chosen: string) => {
    if (chosen === MORE) return void picks.fetchNextPage()
    if (chosen === AGAIN) return picks.again()
    setSearch(null)
    combobox.closeDropdown()
    onChange(chosen)
  }
  const leave = () => {
    combobox.closeDropdown()
    // What was typed and not chosen counts as typed: any value may be given.
    if (search !== null) onChange(own === label ? now || undefined : own || undefined)
    setSearch(null)
    onBlur()
  }

  return (
    <Combobox store={combobox} onOptionSubmit={choose} transitionProps={{ duration: 0 }}>
      <Combobox.Target>
        <TextInput
          id={ids.control}
          value={search ?? label}
          disabled={disabled}
          placeholder={`Search ${listName.toLowerCase()}`}
          rightSection={
            picks.isFetching ? <Loader size={14} /> : <ChevronsUpDown size={14} aria-hidden />
          }
          rightSectionPointerEvents="none"
          onChange={(event) => {
            const text = event.currentTarget.value
            if (text.includes('{{')) return onMap(text)
            setSearch(text)
            combobox.openDropdown()
            combobox.resetSelectedOption()
          }}
          onClick={() => combobox.openDropdown()}
          onBlur={leave}
          {...aria}
        />
      </Combobox.Target>
      <Combobox.Dropdown className={styles.list}>
        {picks.error ? (
          <PickTrouble error={picks.error} />
        ) : (
          items.length === 0 && (
            <p className={styles.empty}>{picks.isFetching ? 'Looking…' : 'Nothing found'}</p>
          )
        )}
        <Combobox.Options aria-label={listName} mah={260} className={styles.options}>
          {!picks.error &&
            items.map((item) => (
              <Combobox.Option key={item.value} value={item.value} active={item.value === now}>
                <span className={styles.pick}>{item.label}</span>
                {item.hint && <span className={styles.hint}>{item.hint}</span>}
              </Combobox.Option>
            ))}
          {own && !items.some((item) => item.value === own) && (
            <Combobox.Option value={own}>Use “{own}”</Combobox.Option>
          )}
          {picks.hasNextPage && <Combobox.Option value={MORE}>Show more</Combobox.Option>}
          {!picks.isFetching && (
            <Combobox.Option value={AGAIN} className={styles.again}>
              <RotateCw size={12} aria-hidden /> Look again
            </Combobox.Option>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}

function PickTrouble({ error }: { error: unknown }) {
  const trouble = Trouble.of(error)
  return (
    <div role="alert" className={styles.trouble}>
      <strong>{trouble.title}</strong>
      <p>{trouble.detail}</p>
    </div>
  )
}

type Fields = NonNullable<ReturnType<typeof useInside>['form']>['inputs']

/** The fields that stand beside the one to which the names lead, from the top on. */
function fieldsAt(fields: Fields, path: string[]): Fields {
  const [first, ...rest] = path
  const inner = fields.find((field) => field.name === first)?.of
  return rest.length && inner
    ? [...fields.filter((field) => !field.of), ...fieldsAt(inner, rest)]
    : fields
}
