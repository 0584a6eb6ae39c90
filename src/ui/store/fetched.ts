/** A piece of the page could not be fetched: there is no network, or the server has another deployment now. */
export class NotFetched extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.name = 'NotFetched'
  }
}

let tell = (): void => {}

/** Who says that a piece could not be fetched; set once, by begin. */
export function onNotFetched(listener: () => void): void {
  tell = listener
}

/** Fetches a piece, anew where that has failed before. Every `import()` of the page goes through here, so that all fail in one way. */
export async function fetched<Piece>(load: () => Promise<Piece>): Promise<Piece> {
  try {
    await fetchStylesAgain()
    return await load()
  } catch (failure) {
    throw failure instanceof NotFetched ? failure : new NotFetched(failure)
  }
}

/** The same for what a person has asked for: null where it could not be fetched, which they are told. */
export async function fetchedOrTold<Piece>(load: () => Promise<Piece>): Promise<Piece | null> {
  try {
    return await fetched(load)
  } catch {
    tell()
    return null
  }
}

export function tellNotFetched(): void {
  tell()
}

/** Links to styles that did not come. */
const failedStyles = new Set<HTMLLinkElement>()

if (typeof addEventListener === 'function')
  addEventListener(
    'error',
    ({ target }) => {
      if (typeof HTMLLinkElement === 'function' && target instanceof HTMLLinkElement && target.rel === 'stylesheet')
        failedStyles.add(target)
    },
    { capture: true },
  )

/** Vite asks for a piece's styles once: where they did not come, a piece that comes later would stand there without. */
async function fetchStylesAgain(): Promise<void> {
  await Promise.all(
    [...failedStyles].map(
      (failed) =>
        new Promise<void>((resolve, reject) => {
          const again = document.createElement('link')
          again.rel = 'stylesheet'
          again.href = failed.href
          again.onload = () => resolve()
          again.onerror = () => reject(new Error(`${failed.href} could not be fetched`))
          // Should that one not come either, it takes its place among those that failed.
          failedStyles.delete(failed)
          failed.replaceWith(again)
        }),
    ),
  )
}
