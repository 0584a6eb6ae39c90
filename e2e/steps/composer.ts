import type { Locator, Page } from '@playwright/test'
import { expect } from './session'

/** A choice by its label, or a line to be filled. */
export interface Filled {
  readonly from?: string
  readonly choices?: Readonly<Record<string, string>>
  readonly lines?: Readonly<Record<string, string>>
}

/** Opens the dialog with an empty list, so that what is sent is all that happens. */
export async function openComposer(page: Page, list: 'keep' | 'empty' = 'empty'): Promise<Locator> {
  await page.getByRole('button', { name: 'Send packet…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Send a packet' })
  await expect(dialog).toBeVisible()
  const clear = dialog.getByRole('button', { name: 'Clear the list' })
  if (list === 'empty' && (await clear.isVisible())) await clear.click()
  return dialog
}

export async function fill(dialog: Locator, { from, choices = {}, lines = {} }: Filled): Promise<void> {
  if (from !== undefined) await dialog.getByLabel('Comes from').selectOption({ label: from })
  for (const [label, choice] of Object.entries(choices)) await dialog.getByLabel(label, { exact: true }).selectOption({ label: choice })
  for (const [label, text] of Object.entries(lines)) await dialog.getByLabel(label, { exact: true }).fill(text)
}

/** Sends what the dialog holds and goes to the end of the run. */
export async function sendToTheEnd(page: Page, dialog: Locator): Promise<void> {
  await dialog.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(dialog).toBeHidden()
  // The show begins by itself; whoever knows how it ends jumps there.
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible()
  await page.getByRole('button', { name: 'To the end' }).click()
  await expect(page.getByRole('button', { name: 'To the end' })).toBeDisabled()
}
