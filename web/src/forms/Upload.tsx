/** A file: chosen or dropped here, sent at once, and then named by what the server made of it. */
import { ActionIcon, Button, Progress } from '@mantine/core'
import { FileText, Upload as Sign, X } from 'lucide-react'
import { type DragEvent, useEffect, useRef, useState } from 'react'
import { Trouble } from '../api/trouble'
import { size } from '../ui/figures'
import styles from './Upload.module.css'
import { type Sending, send } from './upload'

type UploadProps = {
  id: string
  value: unknown
  onChange: (file: unknown) => void
  disabled?: boolean
  'aria-describedby'?: string
  'aria-required'?: boolean
  'aria-invalid'?: boolean
}

export function Upload({ id, value, onChange, disabled = false, ...aria }: UploadProps) {
  const input = useRef<HTMLInputElement>(null)
  const sending = useRef<Sending>(null)
  const [share, setShare] = useState<number | null>(null)
  const [refused, setRefused] = useState('')
  const stored = fileOf(value)
  // It takes its time: what is changed beside it meanwhile counts.
  const now = useRef(onChange)
  now.current = onChange
  useEffect(() => () => sending.current?.stop(), [])

  const take = async (file: File | undefined) => {
    if (!file) return
    setRefused('')
    setShare(0)
    const going = send(file, setShare)
    sending.current = going
    try {
      const sent = await going.stored
      now.current({ ...sent })
    } catch (error) {
      setRefused(Trouble.of(error).message)
    }
    sending.current = null
    setShare(null)
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    if (!disabled && share === null) void take(event.dataTransfer.files[0])
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button does what the mouse does here
    <div className={styles.place} onDragOver={(event) => event.preventDefault()} onDrop={drop}>
      <input
        ref={input}
        id={id}
        type="file"
        className={styles.input}
        disabled={disabled || share !== null}
        onChange={(event) => {
          void take(event.currentTarget.files?.[0])
          event.currentTarget.value = ''
        }}
        {...aria}
      />
      {stored ? (
        <div className={styles.file}>
          <FileText size={16} aria-hidden />
          <span className={styles.name}>{stored.name}</span>
          <span className="muted small">{size(stored.size)}</span>
          {!disabled && (
            <ActionIcon aria-label={`Remove ${stored.name}`} onClick={() => onChange(undefined)}>
              <X size={14} aria-hidden />
            </ActionIcon>
          )}
        </div>
      ) : share === null ? (
        <div className={styles.ask}>
          <Button
            variant="default"
            size="xs"
            disabled={disabled}
            leftSection={<Sign size={14} aria-hidden />}
            onClick={() => input.current?.click()}
            tabIndex={-1}
            aria-hidden
          >
            Choose a file
          </Button>
          <span className="muted small">or drop it here</span>
        </div>
      ) : (
        <div className={styles.going}>
          <Progress value={share * 100} aria-label="Sent" className={styles.bar} />
          <span className="number small">{Math.round(share * 100)} %</span>
          <Button variant="subtle" size="compact-xs" onClick={() => sending.current?.stop()}>
            Stop
          </Button>
        </div>
      )}
      <div role="alert" className={styles.refused}>
        {refused}
      </div>
    </div>
  )
}

type Named = { name: string; size: number }

function fileOf(value: unknown): Named | null {
  if (typeof value !== 'object' || value === null) return null
  const { name, size: bytes, sha256 } = value as Partial<Named> & { sha256?: unknown }
  return typeof name === 'string' && typeof bytes === 'number' && typeof sha256 === 'string'
    ? { name, size: bytes }
    : null
}
