import type { Locator, Page } from '@playwright/test'
import type { Hook } from '../../src/model'
import { part } from './workbench'

export function hook(page: Page, name: Hook): Locator {
  return part(page, 'Diagram').getByRole('region', { name, exact: true })
}

/** A rule's row: `filter FORWARD`, 16. Its name says what it asks, what it does and what it has counted. */
export function rule(page: Page, chain: string, number: number): Locator {
  return part(page, 'Diagram').getByRole('button', { name: new RegExp(`^${chain} rule ${number}:`) })
}

/** A base chain's policy row, with what it has counted. */
export function policy(page: Page, chain: string): Locator {
  return part(page, 'Diagram').getByRole('button', { name: new RegExp(`^${chain} policy`) })
}

/** A stage of a hook, with the word on what became of the packet there. */
export function stage(page: Page, table: string, at: Hook): Locator {
  return hook(page, at).getByRole('button', { name: new RegExp(`^${table} ${at}:`) })
}

/** A user chain that unfolded at a jump. */
export function chain(page: Page, name: string): Locator {
  return part(page, 'Diagram').getByRole('region', { name, exact: true })
}
