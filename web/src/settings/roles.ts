import type { Role } from '../api/generated'

export const ROLES: ReadonlyArray<{ value: Role; label: string; may: string }> = [
  { value: 'viewer', label: 'Viewer', may: 'sees everything and changes nothing' },
  { value: 'member', label: 'Member', may: 'builds, runs, connects and answers' },
  { value: 'owner', label: 'Owner', may: 'keeps people, registrations and limits too' },
]
