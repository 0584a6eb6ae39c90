import { Component, type ComponentType, type JSX, lazy, type ReactNode, useState } from 'react'
import { fetched, NotFetched, tellNotFetched } from '../store/fetched'
import { useTexts } from '../texts/use-texts'

interface FetchedPart<Props> {
  (props: Props): JSX.Element
  /** Whether it has been fetched. */
  readonly isThere: () => boolean
}

/**
 * A part of the page that is fetched when it is first drawn; it suspends until then. Where it cannot be fetched, that is said in its
 * place, with a button to try again. A part that opens over the page has no place: with `leave`, which closes it, a message says so,
 * and whoever opens it again tries again.
 */
export function fetchedPart<Props extends object>(
  load: () => Promise<{ readonly default: ComponentType<Props> }>,
  leave: (() => void) | null = null,
): FetchedPart<Props> {
  let isThere = false
  const lazily = () =>
    lazy(async () => {
      const part = await fetched(load)
      isThere = true
      return part
    })
  const piece: Piece<Props> = {
    latest: lazily(),
    failed() {
      piece.latest = lazily()
      if (leave === null) return
      tellNotFetched()
      leave()
    },
    hasPlace: leave === null,
  }
  return Object.assign((props: Props) => <Attempts piece={piece} props={props} />, { isThere: () => isThere })
}

interface Piece<Props> {
  /** One for each attempt: React remembers for ever what has failed. */
  latest: ComponentType<Props>
  failed(): void
  readonly hasPlace: boolean
}

function Attempts<Props extends object>({ piece, props }: { readonly piece: Piece<Props>; readonly props: Props }) {
  const [Wanted, want] = useState(() => piece.latest)
  const [attempt, setAttempt] = useState(1)
  const again = () => {
    want(() => piece.latest)
    setAttempt(attempt + 1)
  }
  return (
    <Attempt key={attempt} onFailed={piece.failed} otherwise={piece.hasPlace ? <TryAgain onAgain={again} /> : null}>
      <Wanted {...props} />
    </Attempt>
  )
}

interface AttemptProps {
  readonly onFailed: () => void
  readonly otherwise: ReactNode
  readonly children: ReactNode
}

/** React tells of what fails while drawing to classes only. What is no matter of fetching is a bug, and goes on as one. */
class Attempt extends Component<AttemptProps, { readonly failure: unknown }> {
  override state = { failure: null as unknown }

  static getDerivedStateFromError(failure: unknown) {
    return { failure }
  }

  override componentDidCatch(failure: unknown): void {
    if (failure instanceof NotFetched) this.props.onFailed()
  }

  override render(): ReactNode {
    const { failure } = this.state
    if (failure === null) return this.props.children
    if (!(failure instanceof NotFetched)) throw failure
    return this.props.otherwise
  }
}

function TryAgain({ onAgain }: { readonly onAgain: () => void }) {
  const texts = useTexts().shell
  return (
    <span className="not-fetched" role="alert">
      {texts.partNotFetched}
      <button type="button" className="button button--small" onClick={onAgain}>
        {texts.tryAgain}
      </button>
    </span>
  )
}
