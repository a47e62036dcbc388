import '@fontsource-variable/inter/index.css'
import '@fontsource-variable/jetbrains-mono/index.css'
import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './ui/base.css'
import { MantineProvider } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { type ReactNode, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { queries } from './api/client'
import { router } from './routes'
import { whoseSession } from './shell/me'
import { theme, variables } from './ui/theme'
import { word } from './ui/word'

// Where panels are as wide as the screen.
const NARROW = '(max-width: 900px)'

/** What was done is said with links, which need to know the way. It is said where it covers no
button that sends a form: those are at the right of a panel, and at the foot of a phone. */
function WithNotices({ children }: { children: ReactNode }) {
  const narrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false })
  return (
    <>
      {children}
      <Notifications position={narrow ? 'top-center' : 'bottom-center'} />
    </>
  )
}

const SOON = 500 // milliseconds

async function begin(root: HTMLElement): Promise<void> {
  // What is drawn while it waits stands for 300 ms at least: better both are here first, if soon.
  const here = [queries.prefetchQuery({ ...whoseSession, retry: false }), router.load()]
  await Promise.race([Promise.allSettled(here), new Promise((on) => setTimeout(on, SOON))])
  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={variables}
        defaultColorScheme="auto"
        getStyleNonce={() => word}
      >
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} InnerWrap={WithNotices} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  )
}

const root = document.getElementById('root')
if (root) void begin(root)
