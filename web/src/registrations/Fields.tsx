/** What is brought back from the developer site. */
import { PasswordInput, Radio, Stack, TextInput } from '@mantine/core'
import type { Choice, Guide } from '../api/generated'
import type { Draft } from './draft'

type FieldsProps = {
  guide: Guide
  draft: Draft
  onChange: (draft: Draft) => void
  /** Whether a secret is kept already, so that none need be written. */
  kept?: boolean
}

export function Fields({ guide, draft, onChange, kept = false }: FieldsProps) {
  const set = (change: Partial<Draft>) => onChange({ ...draft, ...change })
  return (
    <Stack gap="sm">
      <Choices
        label="Kind"
        of={guide.kinds}
        value={draft.kind}
        onChange={(kind) => set({ kind })}
      />
      <TextInput
        label="Client id"
        value={draft.client_id}
        onChange={(event) => set({ client_id: event.currentTarget.value })}
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        required
        maw={420}
      />
      {draft.kind !== 'pkce' && (
        <PasswordInput
          label="Client secret"
          description={
            kept
              ? 'One is kept. Left empty, it stays.'
              : 'It is sealed at once and never shown again.'
          }
          value={draft.client_secret}
          onChange={(event) => set({ client_secret: event.currentTarget.value })}
          autoComplete="off"
          required={!kept}
          maw={420}
        />
      )}
      <Choices
        label="Age"
        of={guide.vocabularies}
        value={draft.vocabulary}
        onChange={(vocabulary) => set({ vocabulary })}
      />
    </Stack>
  )
}

type ChoicesProps = {
  label: string
  of: ReadonlyArray<Choice>
  value: string
  onChange: (value: string) => void
}

function Choices({ label, of, value, onChange }: ChoicesProps) {
  if (of.length < 2) return null
  return (
    <Radio.Group label={label} value={value} onChange={onChange}>
      <Stack gap={4} mt={4}>
        {of.map((one) => (
          <Radio key={one.name} value={one.name} label={one.sentence} />
        ))}
      </Stack>
    </Radio.Group>
  )
}
