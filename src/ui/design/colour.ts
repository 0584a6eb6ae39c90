/**
 * A design token as a colour that a canvas, Monaco or an exported picture understands, in the theme that `element` stands in.
 * Needed because light-dark() resolves only where a real property uses it. Answers `rgb(...)`.
 */
export function resolveColour(element: Element, token: `--${string}`): string {
  const probe = document.createElement('span')
  probe.style.color = `var(${token})`
  probe.style.display = 'none'
  element.append(probe)
  const colour = getComputedStyle(probe).color
  probe.remove()
  return colour
}
