/** The frame of a page and of the panels on it. */
import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect, useId } from 'react'
import styles from './Page.module.css'

type PageProps = {
  title: string
  /** The part of it that is shown, for the browser's tab. */
  part?: string
  /** Beside the title, small: what it is, or how it is doing. */
  under?: ReactNode
  /** The page that this one belongs to. */
  up?: { to: string; label: string }
  actions?: ReactNode
  /** Takes the whole width, as a diagram needs it. */
  whole?: boolean
  children: ReactNode
}

export function Page({ title, part, under, up, actions, whole = false, children }: PageProps) {
  useEffect(() => {
    document.title = `${part ? `${part} · ` : ''}${title} · Tallyloom`
  }, [title, part])
  return (
    <div className={whole ? `${styles.page} ${styles.whole}` : styles.page}>
      <header className={styles.head}>
        <div className={styles.titles}>
          {up && (
            <Link to={up.to} className={styles.up}>
              {up.label}
            </Link>
          )}
          <h1>{title}</h1>
          {under && <div className="muted small">{under}</div>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  )
}

type PanelProps = {
  title?: string
  actions?: ReactNode
  /** For tables, which have their own edges. */
  flush?: boolean
  /** 3 where it stands within another panel. */
  level?: 2 | 3
  children: ReactNode
}

export function Panel({ title, actions, flush = false, level = 2, children }: PanelProps) {
  const id = useId()
  const Heading = level === 2 ? 'h2' : 'h3'
  return (
    <section className={styles.panel} aria-labelledby={title ? id : undefined}>
      {(title || actions) && (
        <div className={styles.panelHead}>
          {title && <Heading id={id}>{title}</Heading>}
          {actions}
        </div>
      )}
      <div className={flush ? styles.flush : styles.panelBody}>{children}</div>
    </section>
  )
}

type FactsProps = {
  of: ReadonlyArray<readonly [string, ReactNode]>
  /** For values that are long, as addresses are. */
  long?: boolean
}

/** Names and values, side by side. */
export function Facts({ of, long = false }: FactsProps) {
  return (
    <dl className={long ? `${styles.facts} ${styles.long}` : styles.facts}>
      {of.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** What stands where nothing is yet: why, and what to do about it. */
export function Empty({
  title,
  children,
  action,
}: {
  title: string
  children?: ReactNode
  action?: ReactNode
}) {
  return (
    <div className={styles.empty}>
      <strong>{title}</strong>
      {children && <p className="muted">{children}</p>}
      {action}
    </div>
  )
}
