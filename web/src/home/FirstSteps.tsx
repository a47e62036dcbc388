import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { CircleCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { useMay } from '../shell/me'
import { Panel } from '../ui/Page'
import type { Fresh } from './Home'
import styles from './Home.module.css'

/** What a new installation begins with; it goes away when all is done. */
export function FirstSteps({ registered, connected, built }: Fresh) {
  const owner = useMay('installation:edit')
  return (
    <Panel title="First steps">
      <ol className={styles.steps}>
        <Step
          done={registered}
          title="Register an app with the service"
          action={owner && <Go to="/registrations" label="Registrations" />}
        >
          Its developer site gives a client id; with it people can consent.
        </Step>
        <Step
          done={connected}
          title="Connect an organisation"
          action={<Go to="/connections/new" label="Connect" />}
        >
          You sign in at the service and say what may be done.
        </Step>
        <Step
          done={built}
          title="Build a scenario"
          action={<Go to="/scenarios?do=new" label="New scenario" />}
        >
          Choose modules, say what goes where, and run it once.
        </Step>
      </ol>
    </Panel>
  )
}

type StepProps = { done: boolean; title: string; action: ReactNode; children: ReactNode }

function Step({ done, title, action, children }: StepProps) {
  return (
    <li className={done ? `${styles.stage} ${styles.done}` : styles.stage}>
      <div className={styles.step}>
        <strong>{title}</strong>
        <span className="muted">{children}</span>
      </div>
      {done ? (
        <span className={styles.tick}>
          <CircleCheck size={16} aria-hidden /> done
        </span>
      ) : (
        action
      )}
    </li>
  )
}

function Go({ to, label }: { to: string; label: string }) {
  return (
    <Button component={Link} to={to} variant="default" size="xs">
      {label}
    </Button>
  )
}
