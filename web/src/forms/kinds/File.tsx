import { Upload } from '../Upload'
import type { ControlProps } from './control'

/** A file that is the same for every bundle: stored once, named in the scenario. */
export function FileControl({ value, onChange, ids, aria, disabled }: ControlProps) {
  return <Upload id={ids.control} value={value} disabled={disabled} onChange={onChange} {...aria} />
}
