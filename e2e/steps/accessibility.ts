import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect } from './session'

/** Nothing that axe can find is wrong with what is on the screen now; `colours` looks at contrast alone, all that a theme changes. */
export async function expectAccessible(page: Page, what: 'everything' | 'colours' = 'everything'): Promise<void> {
  const axe = new AxeBuilder({ page })
  const { violations } = await (what === 'colours' ? axe.withRules(['color-contrast']) : axe).analyze()
  const found = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')}`))
  expect(found).toEqual([])
}
