/** What became of a document that stopped, in a sign and a word. */
import { Ban, CircleCheck, CircleHelp, CircleX, RotateCw } from 'lucide-react'
import { Mark } from '../ui/Status'

export function Kind({ of }: { of: string }) {
  if (of === 'parked') return <Mark tone="warn" icon={CircleHelp} word="outcome unknown" />
  return <Mark tone="err" icon={CircleX} word="failed" />
}

export function Answer({ of }: { of: string }) {
  if (of === 'resolved') return <Mark tone="ok" icon={CircleCheck} word="posted" />
  if (of === 'retried') return <Mark tone="run" icon={RotateCw} word="sent again" />
  if (of === 'dropped') return <Mark tone="quiet" icon={Ban} word="dropped" />
  return <Mark tone="warn" icon={CircleHelp} word="open" />
}
