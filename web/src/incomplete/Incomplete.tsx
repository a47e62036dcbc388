import { Page } from '../ui/Page'

export function Incomplete() {
  return <Page title="Incomplete">{null}</Page>
}
