/** What the owner was told of and nobody has read yet. */
import { ActionIcon, Button, Group, Popover } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Bell as Sign } from 'lucide-react'
import { useState } from 'react'
import { markRead, type NoticeFacts } from '../api/generated'
import { listNoticesOptions } from '../api/generated/@tanstack/react-query.gen'
import { Loaded } from '../ui/Loaded'
import { Moment } from '../ui/Moment'
import { useDoing } from '../ui/said'
import styles from './Bell.module.css'
import { useMay } from './me'
import { placeOf } from './notices'

const FEW = 20
const LOOK = 60_000 // milliseconds; notices have no line of their own

export function Bell() {
  const [opened, set] = useState(false)
  const notices = useQuery({
    ...listNoticesOptions({ query: { unread: true, limit: FEW } }),
    refetchInterval: LOOK,
  })
  const unread = notices.data?.unread ?? 0
  const says = unread ? `${unread} unread ${unread === 1 ? 'notice' : 'notices'}` : 'Notices'
  return (
    <Popover opened={opened} onChange={set} position="bottom-start" width={360} trapFocus>
      <Popover.Target>
        <ActionIcon
          onClick={() => set(!opened)}
          // Until the list has the focus, the key is heard here.
          onKeyDown={({ key }) => key === 'Escape' && set(false)}
          aria-label={says}
          size={32}
          className={styles.bell}
        >
          <Sign size={18} aria-hidden />
          {unread > 0 && <span className={styles.mark} aria-hidden />}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label="Notices">
        <Loaded query={notices} lines={2}>
          {(told) => <Unread items={told.items} onGo={() => set(false)} />}
        </Loaded>
      </Popover.Dropdown>
    </Popover>
  )
}

function Unread({ items, onGo }: { items: NoticeFacts[]; onGo: () => void }) {
  const may = useMay('installation:edit')
  const read = useDoing((body: { id?: string; up_to?: string }) => markRead({ body }), {
    stale: ['listNotices'],
  })
  const [newest] = items
  return (
    <>
      <Group justify="space-between" className={styles.head}>
        <strong>Notices</strong>
        {may && newest && (
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() => read.mutate({ up_to: newest.id })}
            loading={read.isPending}
          >
            Mark all as read
          </Button>
        )}
      </Group>
      {items.length === 0 && <p className={styles.none}>Nothing new.</p>}
      <ul className={styles.list}>
        {items.map((notice) => (
          <li key={notice.id}>
            <Link
              to={placeOf(notice.about)}
              className={styles.notice}
              onClick={() => {
                if (may) read.mutate({ id: notice.id })
                onGo()
              }}
            >
              <span className={styles.subject}>{notice.subject}</span>
              <span className={styles.text}>{notice.text}</span>
              <span className="muted small">
                <Moment at={notice.created_at} relative />
              </span>
            </Link>
          </li>
        ))}
      </ul>
      <div className={styles.foot}>
        <Link to="/settings/$part" params={{ part: 'notifications' }} onClick={onGo}>
          All notices
        </Link>
      </div>
    </>
  )
}
