/** Sends a file to the server as it is read from the disk, and tells how far it is. */
import { token } from '../api/client'
import type { StoredFile } from '../api/generated'
import { client } from '../api/generated/client.gen'
import { onceKey } from '../api/once'
import { Trouble } from '../api/trouble'

export type Sending = { stored: Promise<StoredFile>; stop: () => void }

/** `told` hears the share that has been sent, from 0 to 1. Only this old way of asking tells it. */
export function send(file: File, told: (share: number) => void): Sending {
  const asked = new XMLHttpRequest()
  const query = new URLSearchParams({ name: file.name, ...(file.type && { type: file.type }) })
  const stored = new Promise<StoredFile>((done, failed) => {
    asked.upload.onprogress = (event) => {
      if (event.lengthComputable) told(event.loaded / event.total)
    }
    asked.onload = () => {
      if (asked.status === 201) return done(asked.response as StoredFile)
      failed(Trouble.of(asked.response, new Response(null, { status: asked.status })))
    }
    asked.onerror = () => failed(Trouble.of(null))
    asked.onabort = () => failed(new Trouble(0, 'Stopped', 'The file was not sent.'))
  })
  asked.open('POST', `${client.getConfig().baseUrl ?? ''}/api/v1/files?${query}`)
  asked.responseType = 'json'
  asked.setRequestHeader('Content-Type', 'application/octet-stream')
  asked.setRequestHeader('X-CSRF-Token', token())
  asked.setRequestHeader('Idempotency-Key', onceKey())
  asked.send(file)
  return { stored, stop: () => asked.abort() }
}
