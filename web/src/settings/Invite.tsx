import { Button, Group, Modal, Radio, TextInput } from '@mantine/core'
import { useState } from 'react'
import { inviteUser, type Role } from '../api/generated'
import { Trouble } from '../api/trouble'
import { useDoing } from '../ui/said'
import { ROLES } from './roles'
import { Secret, SHOWN_ONCE } from './Secret'
import styles from './Settings.module.css'

/** Asks who and as what, and shows the link that is to be sent to them. */
export function Invite({ onClose }: { onClose: () => void }) {
  const [login, setLogin] = useState('')
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('member')
  const invite = useDoing(() => inviteUser({ body: { login, name, role } }), {
    stale: ['listUsers'],
    failed: () => undefined,
  })
  if (invite.data) {
    const { user, link } = invite.data.data
    return (
      <Modal {...SHOWN_ONCE} opened onClose={onClose} title={`${user.name} is invited`}>
        <p className="muted">
          Send this link yourself: it is shown this once, works once and lasts seven days.
        </p>
        <Secret text={link.url} what="the link" />
        <Group justify="flex-end" mt="lg">
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Modal>
    )
  }
  return (
    <Modal opened onClose={onClose} title="Invite somebody">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          invite.mutate(undefined)
        }}
      >
        <TextInput
          label="E-mail address"
          type="email"
          value={login}
          onChange={(event) => setLogin(event.currentTarget.value)}
          error={invite.error ? Trouble.of(invite.error).detail : undefined}
          required
          data-autofocus
        />
        <TextInput
          label="Name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={100}
          mt="sm"
        />
        <Radio.Group label="Role" value={role} onChange={(value) => setRole(value as Role)} mt="md">
          <div className={styles.boxes}>
            {ROLES.map((each) => (
              <Radio key={each.value} value={each.value} label={`${each.label}: ${each.may}`} />
            ))}
          </div>
        </Radio.Group>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={invite.isPending}>
            Invite
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
