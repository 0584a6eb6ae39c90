/** Whether the person asked for less motion: things then jump where they would slide. */
export function prefersReducedMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches
}
