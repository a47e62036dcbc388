/** What a module does, and what must be allowed for it. */
import type { ModuleDetail, Permissions } from '../api/generated'
import type { Step } from '../diagram/steps'
import { Lacks } from './Lacks'
import styles from './Side.module.css'

export function ModuleHelp({ of, step }: { of: ModuleDetail; step: Step }) {
  const help = String(of.form.help ?? '')
  const cautions = Object.entries(of.cautions)
  return (
    <div className={styles.help}>
      <p>{of.about}</p>
      {help && help !== of.about && help.split(/\n\n+/).map((each) => <p key={each}>{each}</p>)}
      <Needs title="Required permissions" of={of.permissions} />
      <Needs title="For its pick-lists" of={of.pick_list_permissions} />
      {step.connection && <Lacks step={step} />}
      {cautions.length > 0 && (
        <>
          <h3>Warnings before posting</h3>
          <dl className={styles.cautions}>
            {cautions.map(([code, said]) => (
              <div key={code}>
                <dt>
                  <code>{code}</code>
                </dt>
                <dd>{said}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </div>
  )
}

function Needs({ title, of }: { title: string; of: Permissions }) {
  if (of.granular.length + of.broad.length === 0) return null
  return (
    <>
      <h3>{title}</h3>
      <dl className={styles.needs}>
        <div>
          <dt>Granular</dt>
          <dd>{of.granular.map(Scope)}</dd>
        </div>
        <div>
          <dt>Broad</dt>
          <dd>{of.broad.map(Scope)}</dd>
        </div>
      </dl>
    </>
  )
}

function Scope(name: string) {
  return <code key={name}>{name}</code>
}
