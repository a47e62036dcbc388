/** The permissions of an app's service, in the vocabulary that its registrations use. */
import type { AppDetail, AppScope } from '../api/generated'
import { useAddress } from '../ui/address'
import { Choice } from '../ui/Choice'
import { counted } from '../ui/figures'
import { Panel } from '../ui/Page'
import styles from './Apps.module.css'

const VOCABULARIES = [
  { value: '', label: 'Granular' },
  { value: 'broad', label: 'Broad' },
]

export function Scopes({ app }: { app: AppDetail }) {
  const [address, change] = useAddress()
  const broad = address.vocabulary === 'broad'
  const scopes = app.scopes.filter((one) => one.vocabulary === (broad ? 'broad' : 'granular'))
  return (
    <Panel
      title="Permissions"
      actions={
        <Choice
          label="Which vocabulary"
          of={VOCABULARIES}
          value={broad ? 'broad' : ''}
          onChange={(vocabulary) => change({ vocabulary }, { replace: true })}
        />
      }
    >
      <p className="muted small">
        {broad
          ? 'Registrations that were made earlier ask for these.'
          : 'Registrations that are made now ask for these.'}
      </p>
      <ul className={styles.scopes}>
        {scopes.map((one) => (
          <li key={one.name}>
            <code>{one.name}</code>
            <span className="small">{one.allows}</span>
            <span className="muted small">{needed(one)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function needed(one: AppScope): string {
  const said = [
    one.always ? 'always asked for' : '',
    one.modules.length ? `needed by ${counted(one.modules.length, 'module')}` : '',
    one.pick_lists.length
      ? `for the pick-lists of ${counted(one.pick_lists.length, 'module')}`
      : '',
    one.chosen ? 'given only to registrations that the service chooses' : '',
  ]
  return said.filter(Boolean).join('; ')
}
