/** The help of a module, printed from its definition. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { moduleOptions } from '../api/asked'
import type { ModuleDetail } from '../api/generated'
import { showAppOptions } from '../api/generated/@tanstack/react-query.gen'
import { effectSaid } from '../diagram/modules'
import { Kind } from '../diagram/PickerChoices'
import { formOf } from '../forms/definition'
import { useMay } from '../shell/me'
import { Copy } from '../ui/Copy'
import { Waiting, Wrong } from '../ui/Loaded'
import { Page, Panel } from '../ui/Page'
import styles from './Apps.module.css'
import { FieldsOf } from './FieldsOf'
import { protection, wholeName } from './modules'
import { Needed } from './Needed'
import { Outputs } from './Outputs'
import { snippet } from './snippet'
import { UseModule } from './UseModule'

export function Module() {
  const { name: app, module } = useParams({ strict: false }) as { name: string; module: string }
  const query = useQuery(moduleOptions(wholeName(app, module)))
  const of = useQuery(showAppOptions({ path: { name: app } }))
  const up = { to: `/apps/${app}`, label: of.data?.label ?? app }
  if (query.data) {
    return (
      <Whole
        key={query.data.name}
        module={query.data}
        up={up}
        connected={of.data?.needs_connection ?? true}
      />
    )
  }
  return (
    <Page title="Module" up={up}>
      <Panel>
        {query.error ? (
          <Wrong error={query.error} again={() => void query.refetch()} />
        ) : (
          <Waiting lines={10} />
        )}
      </Panel>
    </Page>
  )
}

type WholeProps = {
  module: ModuleDetail
  up: { to: string; label: string }
  connected: boolean
}

function Whole({ module, up, connected }: WholeProps) {
  const [using, setUsing] = useState(false)
  const may = useMay('scenarios:edit')
  const form = formOf(module)
  const text = snippet(module.name, form.inputs, connected)
  return (
    <Page
      title={module.label}
      up={up}
      under={
        <span className={styles.under}>
          <span>
            <Kind kind={module.kind} />
          </span>
          {module.group && (
            <Link to={`${up.to}?search=${encodeURIComponent(module.group)}`}>{module.group}</Link>
          )}
          <code>{module.name}</code>
        </span>
      }
      actions={
        may && (
          <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setUsing(true)}>
            Use it in a scenario
          </Button>
        )
      }
    >
      <div className={styles.columns}>
        <div className={styles.column}>
          <About module={module} />
          <FieldsOf module={module} />
          <Outputs form={form} />
        </div>
        <div className={styles.column}>
          <Needed module={module} />
          <Panel
            title="In a file"
            actions={<Copy text={text} what="the module as a file has it" />}
          >
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
            <pre className={styles.code} tabIndex={0}>
              {text}
            </pre>
          </Panel>
        </div>
      </div>
      <UseModule opened={using} onClose={() => setUsing(false)} module={module} />
    </Page>
  )
}

function About({ module }: { module: ModuleDetail }) {
  const help = String(module.form.help ?? '')
  const cautions = Object.entries(module.cautions)
  return (
    <Panel title="What it does">
      <div className={styles.text}>
        <p>{module.about}</p>
        {help && help !== module.about && <p>{help}</p>}
        <p>
          <strong>{effectSaid(module.effect)}</strong> {protection(module)}
        </p>
        {cautions.length > 0 && (
          <div>
            <p>It warns of these, and can be told to stop a bundle for them:</p>
            <ul className={styles.cautions}>
              {cautions.map(([code, said]) => (
                <li key={code}>
                  {said} <code className="muted">{code}</code>
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </Panel>
  )
}
