import { Page } from '../ui/Page'

export function App() {
  return <Page title="App">{null}</Page>
}
