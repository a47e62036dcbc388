import { Page } from '../ui/Page'

export function Scenario() {
  return <Page title="Scenario">{null}</Page>
}
