import { Page } from '../ui/Page'

export function Module() {
  return <Page title="Module">{null}</Page>
}
