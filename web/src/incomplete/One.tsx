import { Page } from '../ui/Page'

export function One() {
  return <Page title="One">{null}</Page>
}
