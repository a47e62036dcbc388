/** Which permissions are asked for: preselected is what the modules need. */
import { Checkbox } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { PermissionFacts, RegistrationFacts } from '../api/generated'
import { listPermissionsOptions, showAppOptions } from '../api/generated/@tanstack/react-query.gen'
import { Loaded } from '../ui/Loaded'
import styles from './Connections.module.css'
import { chosenOf, first, toggled } from './choice'
import { NeededBy } from './PermissionList'

type ChoiceProps = {
  registration: RegistrationFacts
  modules: ReadonlyArray<string>
  scopes: ReadonlyArray<string> | undefined
  onChange: (scopes: string[]) => void
}

export function PermissionChoice({ registration, modules, scopes, onChange }: ChoiceProps) {
  const permissions = useQuery(
    listPermissionsOptions({
      path: { registration_id: registration.id },
      ...(modules.length > 0 && { query: { modules: [...modules] } }),
    }),
  )
  const app = useQuery(showAppOptions({ path: { name: registration.app } }))
  const always = app.data?.scopes.filter((one) => one.always).map((one) => one.name) ?? []
  return (
    <Loaded query={permissions} lines={6}>
      {({ items }) => {
        const chosen = scopes ?? chosenOf(items)
        const { needed, others } = first(items)
        const line = (one: PermissionFacts) => (
          <Line
            key={one.scope}
            permission={one}
            checked={chosen.includes(one.scope)}
            always={always.includes(one.scope)}
            onChange={() => onChange(toggled(chosen, one.scope))}
          />
        )
        return (
          <>
            <fieldset className={styles.group}>
              <legend>Needed by the modules in use</legend>
              {needed.map(line)}
            </fieldset>
            <fieldset className={styles.group}>
              <legend>Others</legend>
              {others.map(line)}
            </fieldset>
          </>
        )
      }}
    </Loaded>
  )
}

type LineProps = {
  permission: PermissionFacts
  checked: boolean
  always: boolean
  onChange: () => void
}

function Line({ permission, checked, always, onChange }: LineProps) {
  return (
    <div className={styles.choice}>
      <Checkbox
        label={permission.sentence}
        checked={checked || always}
        disabled={always}
        onChange={onChange}
      />
      <div className={`muted small ${styles.under}`}>
        <code>{permission.scope}</code>
        {always ? ' · always asked for' : <NeededBy modules={permission.modules ?? []} />}
      </div>
    </div>
  )
}
