import type { Locator, Page } from '@playwright/test'
import { expect } from './session'

type Part = 'Editor' | 'Diagram' | 'Inspector' | 'Timeline' | 'Logs'

/** A part of the workbench, by the name that a screen reader says. */
export function part(page: Page, name: Part): Locator {
  return page.getByRole('region', { name, exact: true })
}

/** Opens the page as a new visitor does, and waits until its first scenario has been run. */
export async function visit(page: Page): Promise<void> {
  await page.goto('./')
  await alive(page)
}

/** Opens the page and its story of a home router: many packets of all kinds, the last one dropped by INPUT's policy. */
export async function visitRouter(page: Page): Promise<void> {
  await visit(page)
  await page.getByRole('button', { name: 'Stories', exact: true }).click()
  await page
    .getByRole('dialog', { name: 'Stories' })
    .getByRole('button', { name: /^A home router/ })
    .click()
  await expect(page.getByRole('button', { name: 'Packets: 21 packets' })).toBeEnabled()
  await page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Dismiss' }).click()
}

/** A run is there: the packets of the scenario can be chosen from. */
export async function alive(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: /^Packets: [1-9]/ })).toBeEnabled()
}

/** Presses a key that belongs to the page, wherever the focus was. */
export async function press(page: Page, key: string): Promise<void> {
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur())
  await page.keyboard.press(key)
}
