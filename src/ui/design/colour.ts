/**
 * A design token as a colour that a canvas, Monaco or an exported picture understands, in the theme that `element` stands in.
 * Needed because light-dark() resolves only where a real property uses it. Answers `rgb(...)`. Where the system enforces its own few
 * colours, which would make text and paper one, the token's own is answered still.
 */
export function resolveColour(element: Element, token: `--${string}`): string {
  const probe = document.createElement('span')
  probe.style.color = `var(${token})`
  probe.style.display = 'none'
  probe.style.setProperty('forced-color-adjust', 'none')
  element.append(probe)
  const colour = getComputedStyle(probe).color
  probe.remove()
  return colour
}
