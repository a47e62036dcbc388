import { Page } from '../ui/Page'

export function Runs() {
  return <Page title="Runs">{null}</Page>
}
