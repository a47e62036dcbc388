import { Page } from '../ui/Page'

export function Webhook() {
  return <Page title="Webhook">{null}</Page>
}
