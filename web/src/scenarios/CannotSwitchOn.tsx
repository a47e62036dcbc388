/** Why a scenario cannot be switched on, everything at once, and where each is put right. */
import { Alert, Button, Group, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { TriangleAlert } from 'lucide-react'
import { scenarioOptions } from '../api/asked'
import type { ScenarioDetail, ScenarioFacts } from '../api/generated'
import { Trouble } from '../api/trouble'
import { Loaded } from '../ui/Loaded'
import { type Reason, reasonsOf } from './reasons'
import styles from './Scenarios.module.css'

type CannotProps = { scenario: ScenarioFacts; error: unknown; onClose: () => void }

export function CannotSwitchOn({ scenario, error, onClose }: CannotProps) {
  const detail = useQuery(scenarioOptions(scenario.id))
  return (
    <Modal opened onClose={onClose} title={`${scenario.name} cannot be switched on`}>
      <Loaded query={detail} lines={2}>
        {(told) => <Reasons detail={told} error={error} />}
      </Loaded>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        <Button component={Link} to={`/scenarios/${scenario.id}`} data-autofocus>
          Open the scenario
        </Button>
      </Group>
    </Modal>
  )
}

function Reasons({ detail, error }: { detail: ScenarioDetail; error: unknown }) {
  const reasons = reasonsOf(detail)
  if (reasons.length === 0) {
    return (
      <Alert color="red" variant="light" icon={<TriangleAlert size={18} aria-hidden />}>
        {Trouble.of(error).detail}
      </Alert>
    )
  }
  return (
    <ul className={styles.faults}>
      {reasons.map((reason) => (
        <Why key={reason.said} reason={reason} />
      ))}
    </ul>
  )
}

function Why({ reason }: { reason: Reason }) {
  return (
    <li>
      {reason.said} {reason.line > 0 && <span className={styles.line}>(line {reason.line})</span>}
      {reason.connections && (
        <>
          {' '}
          <Link to="/connections">Connections</Link>
        </>
      )}
    </li>
  )
}
