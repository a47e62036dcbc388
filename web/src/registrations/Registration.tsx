import { Page } from '../ui/Page'

export function Registration() {
  return <Page title="Registration">{null}</Page>
}
