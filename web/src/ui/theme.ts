import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
} from '@mantine/core'
import tokens from '../../../src/tallyloom/api/tokens.json'

// Mantine asks for ten shades; only the accents of our two themes are ever shown.
const accent: MantineColorsTuple = [
  tokens.light.pill,
  tokens.light.pill,
  tokens.dark['pill-text'],
  tokens.dark.accent,
  tokens.dark.accent,
  tokens.light.accent,
  tokens.light.accent,
  tokens.light.accent,
  tokens.light['pill-text'],
  tokens.dark['on-accent'],
]

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 4 },
  colors: { accent },
  fontFamily: '"Inter Variable", Inter, system-ui, -apple-system, "Segoe UI", sans-serif',
  fontFamilyMonospace: '"JetBrains Mono Variable", ui-monospace, SFMono-Regular, Menlo, monospace',
  defaultRadius: 6,
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  headings: { fontWeight: '600' },
  // Mantine would write in white on our colours, which are light ones in the dark.
  variantColorResolver: (input) => {
    const colours = defaultVariantColorsResolver(input)
    return input.variant === 'filled' ? { ...colours, color: 'var(--on-accent)' } : colours
  },
  respectReducedMotion: true,
  cursorType: 'pointer',
  focusRing: 'auto',
  components: {
    Button: { defaultProps: { size: 'sm' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 28 } },
    TextInput: { defaultProps: { size: 'sm' } },
    Kbd: { defaultProps: { c: 'var(--muted)', bg: 'var(--canvas)' } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Modal: { defaultProps: { centered: true, closeButtonProps: { 'aria-label': 'Close' } } },
    // Within a dialog a header is no banner of the page, whatever its element is called.
    ModalHeader: { defaultProps: { role: 'presentation' } },
    DrawerHeader: { defaultProps: { role: 'presentation' } },
    // A menu has nothing in it but its items; the first of them has the focus when it opens.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Drawer: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Tooltip: {
      defaultProps: {
        withArrow: true,
        openDelay: 300,
        events: { hover: true, focus: true, touch: true },
      },
    },
  },
})

function colours(of: Record<string, string>): Record<string, string> {
  const own = Object.fromEntries(Object.entries(of).map(([name, value]) => [`--${name}`, value]))
  return {
    ...own,
    '--mantine-color-body': 'var(--bg)',
    '--mantine-color-text': 'var(--text)',
    '--mantine-color-bright': 'var(--text)',
    '--mantine-color-dimmed': 'var(--muted)',
    '--mantine-color-placeholder': 'var(--muted)',
    '--mantine-color-anchor': 'var(--accent)',
    '--mantine-color-error': 'var(--err)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-hover': 'var(--canvas)',
    '--mantine-color-default-color': 'var(--text)',
    '--mantine-color-default-border': 'var(--line-strong)',
    '--mantine-color-disabled': 'var(--canvas)',
    '--mantine-color-disabled-color': 'var(--muted)',
    '--mantine-color-disabled-border': 'var(--line)',
    '--mantine-primary-color-contrast': 'var(--on-accent)',
    '--mantine-color-accent-filled': 'var(--accent)',
    '--mantine-color-accent-filled-hover': 'color-mix(in srgb, var(--accent) 88%, var(--text))',
    '--mantine-color-accent-light': 'var(--pill)',
    '--mantine-color-accent-light-hover': 'var(--pill)',
    '--mantine-color-accent-light-color': 'var(--pill-text)',
    '--mantine-color-accent-outline': 'var(--accent)',
    '--mantine-color-accent-text': 'var(--accent)',
    '--mantine-color-gray-light': 'var(--canvas)',
    '--mantine-color-gray-light-color': 'var(--muted)',
    '--mantine-color-gray-text': 'var(--muted)',
    '--mantine-color-yellow-light': 'color-mix(in srgb, var(--warn) 8%, var(--surface))',
    '--mantine-color-yellow-light-color': 'var(--warn)',
    '--mantine-color-red-filled': 'var(--err)',
    '--mantine-color-red-text': 'var(--err)',
    '--mantine-color-red-light': 'color-mix(in srgb, var(--err) 8%, var(--surface))',
    '--mantine-color-red-light-hover': 'color-mix(in srgb, var(--err) 12%, var(--surface))',
    '--mantine-color-red-light-color': 'var(--err)',
    '--mantine-color-red-outline': 'var(--err)',
    // Its greys, of which each theme uses its own.
    '--mantine-color-gray-0': 'var(--canvas)',
    '--mantine-color-gray-1': 'var(--canvas)',
    '--mantine-color-gray-2': 'var(--line)',
    '--mantine-color-gray-3': 'var(--line)',
    '--mantine-color-gray-4': 'var(--line-strong)',
    '--mantine-color-gray-6': 'var(--muted)',
    '--mantine-color-dark-3': 'var(--muted)',
    '--mantine-color-dark-4': 'var(--line)',
    '--mantine-color-dark-5': 'var(--canvas)',
    '--mantine-color-dark-6': 'var(--surface)',
    '--mantine-color-dark-7': 'var(--canvas)',
  }
}

/** The names of our colours, and Mantine's names for them. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: colours(tokens.light),
  dark: colours(tokens.dark),
})
