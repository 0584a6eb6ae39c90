import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect } from './session'

/** Nothing that axe can find, by any of its rules, is wrong with what is on the screen now. */
export async function expectAccessible(page: Page): Promise<void> {
  // Without frames there is nothing for axe to gather from other documents; what passes is not wanted in detail.
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'] })
    .analyze()
  const found = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')}`))
  expect(found).toEqual([])
}
