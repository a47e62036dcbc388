import { Page } from '../ui/Page'

export function Apps() {
  return <Page title="Apps">{null}</Page>
}
