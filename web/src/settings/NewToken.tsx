import { Button, Checkbox, Group, Modal, NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { createToken, type Permission, type TokenPermission } from '../api/generated'
import { Trouble } from '../api/trouble'
import { useDoing } from '../ui/said'
import { Secret, SHOWN_ONCE } from './Secret'
import styles from './Settings.module.css'

const LIVES = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
  { value: '', label: 'Without end' },
]
const USUAL = ['scenarios:read', 'history:read']

type NewTokenProps = { permissions: ReadonlyArray<TokenPermission>; onClose: () => void }

/** Asks what it is for and what it may do; its secret is shown once. */
export function NewToken({ permissions, onClose }: NewTokenProps) {
  const [name, setName] = useState('')
  const [days, setDays] = useState('365')
  const [held, setHeld] = useState<string[]>(USUAL)
  const make = useDoing(
    () =>
      createToken({
        body: { name, days: days ? Number(days) : null, permissions: held as Permission[] },
      }),
    { stale: ['listTokens'], failed: () => undefined },
  )
  if (make.data) {
    return (
      <Modal {...SHOWN_ONCE} opened onClose={onClose} title={`The token ${make.data.data.name}`}>
        <p className="muted">Copy it now: it is not shown again.</p>
        <Secret text={make.data.data.secret} what="the token" />
        <Group justify="flex-end" mt="lg">
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Modal>
    )
  }
  return (
    <Modal opened onClose={onClose} title="New token" size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          make.mutate(undefined)
        }}
      >
        <TextInput
          label="Name"
          description="Which program uses it"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={make.error ? Trouble.of(make.error).detail : undefined}
          required
          maxLength={100}
          data-autofocus
        />
        <Checkbox.Group label="What it may do" value={held} onChange={setHeld} mt="md">
          <div className={styles.boxes}>
            {permissions
              .filter((one) => one.held)
              .map(({ permission, sentence }) => (
                <Checkbox key={permission} value={permission} label={sentence} />
              ))}
          </div>
        </Checkbox.Group>
        <NativeSelect
          label="Lasts"
          data={LIVES}
          value={days}
          onChange={(event) => setDays(event.currentTarget.value)}
          mt="md"
        />
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={make.isPending} disabled={held.length === 0}>
            Create the token
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
