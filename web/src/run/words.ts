/** How a run began, in words. Pure. */
import type { RunLine } from '../api/generated'
import { counted } from '../ui/figures'

type Origin = Pick<RunLine, 'began' | 'origin'>

/** "by Jana", "by its schedule", "3 events". */
export function beganSaid({ began, origin }: Origin): string {
  const who = text(origin.who)
  switch (origin.by) {
    case 'schedule':
      return 'by its schedule'
    case 'events':
      return counted(Number(origin.events) || 1, 'event')
    case 'gap':
      return 'to find what no delivery told of'
    case 'retried':
      return 'a bundle sent again'
    case 'resolved':
      return 'after a bundle was found'
    case 'again':
      return who ? `once more, by ${who}` : 'once more'
    case 'command':
      return origin.file ? 'from a file' : 'at a terminal'
    case 'token':
      return `over the API${who ? `, by ${who}` : ''}`
    default:
      return who ? `by ${who}` : began
  }
}

/** The run that this one goes on with or repeats; "" where there is none. */
export function parentOf({ origin }: Origin): string {
  return text(origin.run)
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
