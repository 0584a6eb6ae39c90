import type { Page } from '@playwright/test'
import type { Scenario, Sending } from '../../src/scenario/scenario'
import { encodeLink } from '../../src/scenario/url'
import { expect } from './session'
import { part } from './workbench'

/** What a test wants to begin with; the rest is inferred. */
export interface Start {
  readonly rules: string
  readonly network?: string
  readonly services?: string
  readonly sets?: string
  readonly traffic?: readonly Sending[]
  readonly cursor?: number | null
}

/** The address of a page that holds a scenario, as Share would have given it. */
export function linkTo(start: Start): string {
  const scenario: Scenario = {
    version: 1,
    title: 'a test',
    notes: '',
    seed: 7,
    host: {
      name: 'host',
      rules: start.rules,
      sets: start.sets ?? '',
      network: start.network ?? '',
      services: start.services ?? '',
    },
    traffic: start.traffic ?? [],
    decisions: {},
  }
  return `./#${encodeLink(scenario, { cursor: start.cursor ?? null })}`
}

/** Opens a page with a scenario that somebody has shared. */
export async function openScenario(page: Page, start: Start): Promise<void> {
  await page.goto(linkTo(start))
  await expect(page.getByRole('navigation')).toContainText('a test')
  if ((start.traffic ?? []).length > 0) await expect(page.getByRole('button', { name: /^Packets: [1-9]/ })).toBeEnabled()
  else await expect(part(page, 'Editor')).toContainText(/\d rules?/)
}
