import type { Locator, Page } from '@playwright/test'
import { part } from './workbench'

type Tab = 'Trace' | 'Connections' | 'Kernel log' | 'Counters'

/** Opens a tab of the logs; answers its panel. */
export async function openLog(page: Page, tab: Tab): Promise<Locator> {
  const logs = part(page, 'Logs')
  await logs.getByRole('tab', { name: new RegExp(`^${tab}`) }).click()
  return logs.getByRole('tabpanel')
}

/** A log's whole text, by its copy button. */
export async function copyLog(page: Page, tab: Tab): Promise<string> {
  await openLog(page, tab)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await part(page, 'Logs').getByRole('button', { name: 'Copy as text' }).click()
  await part(page, 'Logs').getByRole('button', { name: 'Copied' }).waitFor()
  return page.evaluate(() => navigator.clipboard.readText())
}
