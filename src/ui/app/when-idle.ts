/** Soon, but after whatever is more urgent; `latest` in milliseconds. */
export function whenIdle(then: () => void, latest: number): void {
  if ('requestIdleCallback' in window) requestIdleCallback(then, { timeout: latest })
  else setTimeout(then, Math.min(latest, 200))
}
