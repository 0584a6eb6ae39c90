import type { Locator, Page } from '@playwright/test'
import { expect } from './session'
import { alive } from './workbench'

/** Opens a built-in story from the list of all, as a person does; on small screens its button is in a menu. */
export async function openStory(page: Page, title: string): Promise<void> {
  const opener = page.getByRole('button', { name: 'Stories', exact: true })
  if (!(await opener.isVisible())) await page.getByRole('button', { name: 'More', exact: true }).click()
  await opener.click()
  await page
    .getByRole('dialog', { name: 'Stories' })
    .getByRole('button', { name: new RegExp(`^${title.replace('?', '\\?')}`) })
    .click()
  await expect(page.getByRole('navigation')).toContainText(title)
  await expect(page.getByRole('region', { name: 'Messages' })).toContainText(`“${title}” is open`)
  await alive(page)
}

/** The numbers of a story's steps, its puzzle first. */
export function steps(page: Page): Locator {
  return page.getByRole('list', { name: 'Steps of the story' })
}

/** Goes to a step (from 1) and waits until its words are there. */
export async function goToStep(page: Page, number: number): Promise<Locator> {
  await steps(page)
    .getByRole('button', { name: new RegExp(`^Step ${number} of`) })
    .click()
  return step(page, number)
}

/** The words and buttons of the step that is open. */
export function step(page: Page, number: number): Locator {
  return page.getByRole('group', { name: new RegExp(`^Step ${number} of`) })
}
