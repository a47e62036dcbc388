/** What few need to say of a registration. */
import { Select, Stack, TextInput } from '@mantine/core'
import type { Guide } from '../api/generated'
import type { Draft } from './draft'

type MoreProps = {
  guide: Guide
  draft: Draft
  onChange: (draft: Draft) => void
  /** Whether base addresses may be set. */
  bases: boolean
}

export function More({ guide, draft, onChange, bases }: MoreProps) {
  const set = (change: Partial<Draft>) => onChange({ ...draft, ...change })
  return (
    <Stack gap="sm" maw={420}>
      <TextInput
        label="Name"
        description="By which it is called here."
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        maxLength={200}
        autoComplete="off"
      />
      {guide.tiers.length > 0 && (
        <Select
          label="Tier"
          description="It decides how many calls a day are allowed."
          data={guide.tiers}
          value={draft.tier || null}
          placeholder="As the app says"
          onChange={(tier) => set({ tier: tier ?? '' })}
          clearable
        />
      )}
      {bases &&
        Object.entries(guide.bases).map(([name, usual]) => (
          <TextInput
            key={name}
            label={`Base address: ${name}`}
            type="url"
            value={draft.bases[name] ?? ''}
            placeholder={usual}
            onChange={(event) =>
              set({ bases: { ...draft.bases, [name]: event.currentTarget.value } })
            }
            autoComplete="off"
          />
        ))}
    </Stack>
  )
}
