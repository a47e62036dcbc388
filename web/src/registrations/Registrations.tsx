import { Page } from '../ui/Page'

export function Registrations() {
  return <Page title="Registrations">{null}</Page>
}
