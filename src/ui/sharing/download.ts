/** Gives the browser a file to keep. */
export function download(name: string, content: string | Blob, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }))
  const anchor = document.createElement('a')
  anchor.href = url
  anchor.download = name
  anchor.click()
  // The browser has the blob once the click has been handled.
  setTimeout(() => URL.revokeObjectURL(url), 1_000)
}
