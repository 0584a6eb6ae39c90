/** Frames after which what is not drawn is no longer waited for. */
const PATIENCE = 60

/** What `find` finds in the document, as soon as it is drawn; null where it is not. */
export async function whenDrawn(find: () => HTMLElement | null | undefined): Promise<HTMLElement | null> {
  for (let frames = 0; frames < PATIENCE; frames++) {
    await new Promise(requestAnimationFrame)
    const found = find()
    if (found !== null && found !== undefined) return found
  }
  return null
}
