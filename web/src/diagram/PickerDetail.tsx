/** What is told of a module before it is chosen: what it does, and what it must be allowed. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { CircleAlert, CircleCheck } from 'lucide-react'
import type { ModuleFacts } from '../api/generated'
import {
  listConnectionsOptions,
  listRegistrationsOptions,
} from '../api/generated/@tanstack/react-query.gen'
import { useMay } from '../shell/me'
import styles from './ModulePicker.module.css'
import { effectSaid, lacking } from './modules'
import { Kind } from './PickerChoices'
import { Sign } from './Sign'

type DetailProps = { module: ModuleFacts; label: string; onPick: () => void }

export function Detail({ module, label, onPick }: DetailProps) {
  return (
    <section className={styles.detail} aria-label={module.label}>
      <div className={styles.detailHead}>
        <Sign of={module} size={36} />
        <div>
          <h3>{module.label}</h3>
          <span className="muted small">
            {label}
            {module.group && module.group !== label && ` · ${module.group}`}
          </span>
        </div>
        <Kind kind={module.kind} />
      </div>
      <p>{module.about}</p>
      <p className="muted small">{effectSaid(module.effect)}</p>
      <Required module={module} />
      <div className={styles.detailFoot}>
        <code className="muted">{module.name}</code>
        <Button size="xs" onClick={onPick}>
          Add this module
        </Button>
      </div>
    </section>
  )
}

function Required({ module }: { module: ModuleFacts }) {
  const { granular, broad } = module.permissions
  if (granular.length + broad.length === 0) return null
  return (
    <div className={styles.required}>
      <h4>Required permissions</h4>
      <dl>
        <Scopes name="Granular" of={granular} />
        <Scopes name="Broad" of={broad} />
      </dl>
      <Allowed module={module} />
    </div>
  )
}

function Scopes({ name, of }: { name: string; of: readonly string[] }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {of.length === 0 && <span className="muted">none known</span>}
        {of.map((scope) => (
          <code key={scope}>{scope}</code>
        ))}
      </dd>
    </div>
  )
}

/** Which connections allow it already, and what the others lack. */
function Allowed({ module }: { module: ModuleFacts }) {
  const may = useMay('connections:read')
  const connections = useQuery({ ...listConnectionsOptions(), enabled: may })
  const registrations = useQuery({ ...listRegistrationsOptions(), enabled: may })
  const vocabularies = new Map(registrations.data?.items.map((one) => [one.id, one.vocabulary]))
  const there = connections.data?.items.filter((one) => one.app === module.app) ?? []
  if (!registrations.data || there.length === 0) return null
  return (
    <ul className={styles.allowed}>
      {there.map((one) => {
        const vocabulary = vocabularies.get(one.registration_id) ?? ''
        const lacks = lacking(module.permissions, vocabulary, one.permissions)
        const Icon = lacks.length ? CircleAlert : CircleCheck
        return (
          <li key={one.id} className={lacks.length ? styles.lacks : styles.has}>
            <Icon size={14} aria-hidden />
            <span>
              {one.name}: {lacks.length ? `lacks ${lacks.join(', ')}` : 'allowed'}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
