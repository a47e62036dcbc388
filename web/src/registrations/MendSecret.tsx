/** The client id and the secret once more, where the service does not know them. */
import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { RegistrationFacts } from '../api/generated'
import { useChange } from './useChange'

type MendSecretProps = { registration: RegistrationFacts; onDone: () => void }

export function MendSecret({ registration, onDone }: MendSecretProps) {
  const [id, setId] = useState(registration.client_id)
  const [secret, setSecret] = useState('')
  const { change } = useChange(registration, onDone)
  const save = (event: FormEvent) => {
    event.preventDefault()
    change.mutate({ client_id: id.trim(), ...(secret && { client_secret: secret.trim() }) })
  }
  return (
    <form onSubmit={save}>
      <Stack gap="sm" align="flex-start">
        <TextInput
          label="Client id"
          w="100%"
          maw={420}
          value={id}
          onChange={(event) => setId(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          required
        />
        {registration.kind !== 'pkce' && (
          <PasswordInput
            label="Client secret"
            w="100%"
            maw={420}
            value={secret}
            onChange={(event) => setSecret(event.currentTarget.value)}
            autoComplete="off"
            required
          />
        )}
        <Button type="submit" loading={change.isPending}>
          Save and try again
        </Button>
      </Stack>
    </form>
  )
}
