import { ActionIcon, Tooltip } from '@mantine/core'
import { Check, Copy as CopyIcon } from 'lucide-react'
import { useCopying } from './copying'

/** Copies a text; `what` says of what, for those who cannot see beside what it stands. */
export function Copy({ text, what }: { text: string; what: string }) {
  const { copied, copy } = useCopying(text)
  return (
    <Tooltip label={copied ? 'Copied' : `Copy ${what}`}>
      <ActionIcon onClick={copy} aria-label={copied ? 'Copied' : `Copy ${what}`}>
        {copied ? <Check size={16} aria-hidden /> : <CopyIcon size={16} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  )
}
