import type { Locator, Page } from '@playwright/test'
import { part } from './workbench'

/** The tab that tells what an edit changed. */
export function difference(page: Page): Locator {
  return part(page, 'Logs').getByRole('tabpanel', { name: 'Difference' })
}

export function changedText(page: Page): Locator {
  return difference(page).getByRole('region', { name: 'In the text' })
}

export function changedPackets(page: Page): Locator {
  return difference(page).getByRole('region', { name: 'In the packets' })
}
