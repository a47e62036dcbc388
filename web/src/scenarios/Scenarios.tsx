import { Page } from '../ui/Page'

export function Scenarios() {
  return <Page title="Scenarios">{null}</Page>
}
