/** The press that has become a drag is no click: the one that the browser makes of it, now, is heard by nobody. */
export function swallowClick(): void {
  const swallow = (event: MouseEvent): void => event.stopPropagation()
  addEventListener('click', swallow, { capture: true, once: true })
  setTimeout(() => removeEventListener('click', swallow, { capture: true }))
}
