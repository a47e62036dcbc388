/** What became of a service's call. */
import { Ban, CircleX, Copy, Handshake, VolumeX } from 'lucide-react'
import { Mark, Status } from '../ui/Status'

export function Outcome({ of }: { of: string }) {
  if (of === 'dropped') return <Mark tone="quiet" icon={Ban} word="dropped" />
  if (of === 'unheard') return <Mark tone="quiet" icon={VolumeX} word="nobody wanted it" />
  if (of === 'repeated') return <Mark tone="quiet" icon={Copy} word="told before" />
  if (of === 'asked') return <Mark tone="ok" icon={Handshake} word="the service asked" />
  if (of === 'unreadable') return <Mark tone="err" icon={CircleX} word="unreadable" />
  return <Status of={of} />
}
