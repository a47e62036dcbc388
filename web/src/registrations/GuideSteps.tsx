/** What to do at a service's developer site, step by step. */
import { Anchor } from '@mantine/core'
import { ExternalLink } from 'lucide-react'
import type { Guide } from '../api/generated'
import { Copied } from '../ui/Copied'
import styles from './Registrations.module.css'

export function GuideSteps({ guide }: { guide: Guide }) {
  return (
    <div className={styles.guide}>
      <div className={styles.links}>
        {guide.developer_site && (
          <Away href={guide.developer_site}>Developer site of {guide.label}</Away>
        )}
        {guide.sign_up && <Away href={guide.sign_up}>Sign up at {guide.label}</Away>}
      </div>
      <ol>
        {guide.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <div>
        <div className="muted small">Redirect address</div>
        <Copied text={guide.redirect} what="the redirect address" />
      </div>
    </div>
  )
}

export function Away({ href, children }: { href: string; children: React.ReactNode }) {
  return (
    <Anchor href={href} target="_blank" rel="noopener noreferrer" className={styles.away}>
      {children}
      <ExternalLink size={14} aria-hidden />
      <span className="hidden"> (opens a new tab)</span>
    </Anchor>
  )
}
