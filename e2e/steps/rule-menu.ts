import type { Locator, Page } from '@playwright/test'
import { rule } from './diagram'
import { expect } from './session'

/** The menu of a rule, opened by the right mouse button. */
export async function openRuleMenu(page: Page, chain: string, number: number): Promise<Locator> {
  await rule(page, chain, number).click({ button: 'right' })
  const menu = page.getByRole('menu', { name: `Rule ${number} of ${chain}` })
  await expect(menu).toBeVisible()
  return menu
}

/** Drags a rule with the mouse into the upper or lower half of another row; `meanwhile` happens before it is let go. */
export async function dragRule(
  page: Page,
  from: Locator,
  to: Locator,
  { half = 'upper', meanwhile = async () => {} }: { readonly half?: 'upper' | 'lower'; readonly meanwhile?: () => Promise<void> } = {},
): Promise<void> {
  const [start, end] = [await from.boundingBox(), await to.boundingBox()]
  if (start === null || end === null) throw new Error('a row is not on the screen')
  await page.mouse.move(start.x + 40, start.y + start.height / 2)
  await page.mouse.down()
  await page.mouse.move(start.x + 48, start.y + start.height / 2 - 4, { steps: 3 })
  await page.mouse.move(end.x + 60, half === 'upper' ? end.y + 2 : end.y + end.height - 2, { steps: 6 })
  await meanwhile()
  await page.mouse.up()
}

/** What the page said last about an edit. */
export function said(page: Page): Locator {
  return page.getByRole('region', { name: 'Messages' }).locator('.notice')
}
