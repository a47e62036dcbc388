import { Page } from '../ui/Page'

export function Run() {
  return <Page title="Run">{null}</Page>
}
