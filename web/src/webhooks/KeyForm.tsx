import { Button, Checkbox, Group, PasswordInput, Stack } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { type RegistrationFacts, setSigningKey } from '../api/generated'
import { useMay } from '../shell/me'
import { useDoing } from '../ui/said'

/** The key that a service signs its calls with; it is sealed at once and never told again. */
export function KeyForm({ registration }: { registration: RegistrationFacts }) {
  const there = registration.webhook?.key === true
  const owner = useMay('installation:edit')
  const [replacing, setReplacing] = useState(false)
  const [key, setKey] = useState('')
  const [keep, setKeep] = useState(true)
  const save = useDoing(
    async () =>
      (
        await setSigningKey({
          path: { registration_id: registration.id },
          body: { key: key.trim(), keep: there && keep },
        })
      ).data,
    {
      stale: ['listRegistrations', 'showRegistration', 'listWebhooks'],
      said: () => 'The signing key is kept.',
      done: () => {
        setKey('')
        setReplacing(false)
      },
    },
  )
  if (!owner) return <p className="muted">{there ? 'It is kept.' : 'An owner brings it.'}</p>
  if (there && !replacing) {
    return (
      <Group>
        <span>A key is kept.</span>
        <Button size="xs" variant="default" onClick={() => setReplacing(true)}>
          Replace it
        </Button>
      </Group>
    )
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    save.mutate(undefined)
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="xs" align="flex-start">
        <PasswordInput
          label="Signing key"
          w="100%"
          maw={420}
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
          autoComplete="off"
          required
        />
        {there && (
          <Checkbox
            label="Believe the key before it for a while, too"
            checked={keep}
            onChange={(event) => setKeep(event.currentTarget.checked)}
          />
        )}
        <Button type="submit" loading={save.isPending} disabled={!key.trim()}>
          Save the key
        </Button>
      </Stack>
    </form>
  )
}
