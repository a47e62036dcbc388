/** What stands where a page should: it is not there, or it broke. */
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Wrong } from './Loaded'
import { Empty, Page } from './Page'

export function Nowhere() {
  return (
    <Page title="Not found">
      <Empty
        title="There is no page with this address"
        action={
          <Button component={Link} to="/" variant="default">
            Home
          </Button>
        }
      />
    </Page>
  )
}

export function Broken({ error }: { error: unknown }) {
  return (
    <Page title="This page broke">
      <Wrong error={error} again={() => window.location.reload()} />
    </Page>
  )
}
