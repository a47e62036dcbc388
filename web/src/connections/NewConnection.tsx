import { Page } from '../ui/Page'

export function NewConnection() {
  return <Page title="NewConnection">{null}</Page>
}
