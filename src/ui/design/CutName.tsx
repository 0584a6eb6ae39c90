import type { CSSProperties } from 'react'

interface CutNameProps {
  readonly name: string
  /** Where its end begins, which is never cut; the last five characters unless it is said. */
  readonly end?: number
}

/**
 * A name in the terminal's face that loses its middle where there is no room for all of it: `DOCKER-ISOLATION-STAGE-1` and `-2` differ
 * at the end.
 */
export function CutName({ name, end = name.length - 5 }: CutNameProps) {
  const at = Math.max(0, end)
  return (
    <span className="cut-name" style={{ '--kept': `${name.length - at}ch` } as CSSProperties}>
      <span>{name.slice(0, at)}</span>
      <span>{name.slice(at)}</span>
    </span>
  )
}
