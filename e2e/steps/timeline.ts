import type { Locator, Page } from '@playwright/test'
import { expect } from './session'

export function scrubber(page: Page): Locator {
  return page.getByRole('slider', { name: 'Position in the run' })
}

/** The event that the page looks at, counted from the beginning of the run. */
export async function position(page: Page): Promise<number> {
  return Number(await scrubber(page).getAttribute('aria-valuenow'))
}

export async function length(page: Page): Promise<number> {
  return Number(await scrubber(page).getAttribute('aria-valuemax'))
}

/** Chooses a packet from the list of all of them: the page goes to its end. */
export async function goToPacket(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('button', { name: /^Packets: / }).click()
  const list = page.getByRole('list', { name: 'Packets' })
  await list.getByRole('button', { name }).first().click()
  await expect(list).toBeHidden()
}

/** All packets of the run, in the words of the list that chooses one: `Packet 1, SYN: delivered`. */
export async function packets(page: Page): Promise<readonly string[]> {
  await page.getByRole('button', { name: /^Packets: / }).click()
  const list = page.getByRole('list', { name: 'Packets' })
  const rows = list.getByRole('button')
  await expect(rows.first()).toBeVisible()
  const names = await rows.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? ''))
  await page.keyboard.press('Escape')
  await expect(list).toBeHidden()
  return names
}

/** Steps by event until the inspector says what is looked for; the run's end fails. */
export async function stepUntil(page: Page, place: Locator, words: RegExp): Promise<void> {
  const slider = scrubber(page)
  const end = await length(page)
  // The page's own keys step by event, the slider's by what is chosen.
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur())
  for (let at = await position(page); at < end; at++) {
    if (words.test((await place.textContent()) ?? '')) return
    await page.keyboard.press('ArrowRight')
    await expect(slider).toHaveAttribute('aria-valuenow', String(at + 1))
  }
  await expect(place).toContainText(words)
}
