/** Registering an app: what to do at its developer site, and what to bring back from there. */
import { Button, Collapse, Group, Stack, Switch } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import {
  addOwnRegistration,
  addRegistration,
  type Guide,
  type RegistrationBodyWritable,
  type RegistrationFacts,
} from '../api/generated'
import { Wrong } from '../ui/Loaded'
import { Note } from '../ui/Note'
import { useDoing } from '../ui/said'
import { bodyOf, type Draft, draftFor } from './draft'
import { Fields } from './Fields'
import { GuideSteps } from './GuideSteps'
import { More } from './More'

type RegisterProps = {
  guide: Guide
  /** For whoever is signed in alone. */
  own?: boolean
  onDone: (made: RegistrationFacts) => void
  onCancel: () => void
}

export function Register({ guide, own = false, onDone, onCancel }: RegisterProps) {
  const [draft, setDraft] = useState<Draft>(() => draftFor(guide))
  const [advanced, setAdvanced] = useState(false)
  const add = useDoing(
    async (body: RegistrationBodyWritable) => {
      if (!own) return (await addRegistration({ body })).data
      const { bases: _, ...mine } = body
      return (await addOwnRegistration({ body: mine })).data
    },
    {
      stale: ['listRegistrations', 'listWebhooks'],
      said: (made) => `${made.name} is registered.`,
      done: onDone,
      failed: () => undefined,
    },
  )
  const save = (event: FormEvent) => {
    event.preventDefault()
    // It may stand within another form's dialog.
    event.stopPropagation()
    add.mutate(bodyOf(draft, guide))
  }
  return (
    <form onSubmit={save}>
      <Stack>
        <GuideSteps guide={guide} />
        <Fields guide={guide} draft={draft} onChange={setDraft} />
        <Switch
          label="More about it"
          checked={advanced}
          onChange={(event) => setAdvanced(event.currentTarget.checked)}
        />
        <Collapse expanded={advanced}>
          <More guide={guide} draft={draft} onChange={setDraft} bases={!own} />
        </Collapse>
        {add.error !== null && <Wrong error={add.error} />}
        {guide.caution && <Note title="The redirect address will be refused">{guide.caution}</Note>}
        <Group>
          <Button type="submit" loading={add.isPending}>
            Save the {guide.called}
          </Button>
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
