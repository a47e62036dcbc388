import { Page } from '../ui/Page'

export function Connection() {
  return <Page title="Connection">{null}</Page>
}
