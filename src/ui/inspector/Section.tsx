import type { ReactNode } from 'react'

/** A group of the inspector under its small heading. */
export function Section({ title, aside, children }: { readonly title: string; readonly aside?: ReactNode; readonly children: ReactNode }) {
  return (
    <section className="inspector-section" aria-label={title}>
      <h3 className="overline">
        {title}
        {aside}
      </h3>
      {children}
    </section>
  )
}
