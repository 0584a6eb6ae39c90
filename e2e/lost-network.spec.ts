import { test as base, expect, type Page } from '@playwright/test'
import { rule } from './steps/diagram'
import { fullEditor, pasteOver, typeAtEnd } from './steps/editor'
import { type OwnServer, startOwnServer } from './steps/own-server'
import { part, visit } from './steps/workbench'

/** Nothing is kept for a visit without a network here (`serviceWorkers` are blocked), and the network goes. Nothing throws for all that. */
const test = base.extend<{ server: OwnServer; nothingThrows: undefined }>({
  server: async ({ browserName: _ }, use) => {
    const server = await startOwnServer()
    await use(server)
    await server.close()
  },
  baseURL: ({ server }, use) => use(server.address),
  nothingThrows: [
    async ({ context }, use) => {
      const thrown: string[] = []
      context.on('weberror', (error) => thrown.push(error.error().message))
      await use(undefined)
      expect(thrown).toEqual([])
    },
    { auto: true },
  ],
})

const alert = (page: Page) => page.getByRole('region', { name: 'Messages' }).getByRole('alert')

/** It is said that something did not come, and put away. */
async function expectTold(page: Page): Promise<void> {
  await expect(alert(page)).toContainText('A part of the page could not be loaded. Try again when there is a network.')
  await alert(page).getByRole('button', { name: 'Dismiss' }).click()
  await expect(alert(page)).not.toContainText('could not be loaded')
}

test('what opens over the page says that it could not be loaded, and opens when it is asked for again', async ({ page, server }) => {
  await visit(page)
  await fullEditor(page)
  server.gone(true)
  for (const name of ['Share', 'Help', 'Share']) {
    await page.getByRole('button', { name, exact: true }).click()
    await expectTold(page)
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
  await page.getByRole('group', { name: 'Language' }).getByRole('button', { name: '中文' }).click()
  await expectTold(page)
  await rule(page, 'filter FORWARD', 1).click({ button: 'right' })
  await expectTold(page)
  server.gone(false)
  await rule(page, 'filter FORWARD', 1).click({ button: 'right' })
  await expect(page.getByRole('menu')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  await expect(page.getByRole('dialog', { name: 'Share' })).toBeVisible()
  // With its styles: a dialog lies over the page and not below it.
  await expect(page.getByRole('dialog', { name: 'Share' }).getByRole('button', { name: 'Export as…' })).toBeInViewport()
})

test('a part in its place says that it could not be loaded, and has a button to try again', async ({ page, server }) => {
  await visit(page)
  await fullEditor(page)
  server.gone(true)
  const logs = part(page, 'Logs')
  await logs.getByRole('tab', { name: 'Counters' }).click()
  const again = logs.getByRole('tabpanel').getByRole('button', { name: 'Try again' })
  await expect(logs.getByRole('tabpanel').getByRole('alert')).toContainText('This part could not be loaded.')
  await again.click()
  await expect(again).toBeVisible()
  server.gone(false)
  await again.click()
  await expect(logs.getByRole('tabpanel').getByRole('list', { name: 'Counters' })).toContainText('Chain')
})

test('a story that could not be loaded is offered by its name, and told when the list is opened again', async ({ page }) => {
  await visit(page)
  await fullEditor(page)
  const itsFile = /nat-first-packet-[^/]*\.js$/
  await page.route(itsFile, (route) => route.abort())
  const stories = page.getByRole('dialog', { name: 'Stories' })
  const card = stories.getByRole('button', { name: /^Why does REDIRECT not catch the answers/ })
  await page.getByRole('button', { name: 'Stories', exact: true }).click()
  await expect(card).toHaveText('Why does REDIRECT not catch the answers?')
  await page.keyboard.press('Escape')
  await page.unroute(itsFile)
  await page.getByRole('button', { name: 'Stories', exact: true }).click()
  await expect(card).toContainText('Does the rule not work?')
})

test('the simulation says what it could not load, and reads the text once it can', async ({ page, server }) => {
  await visit(page)
  await fullEditor(page)
  server.gone(true)
  await pasteOver(page, 'iptables -A INPUT -p sctp -m sctp --dport 7 -j DROP\n')
  await expectTold(page)
  server.gone(false)
  await typeAtEnd(page, '# again')
  await expect(rule(page, 'filter INPUT', 1)).toHaveAccessibleName(/sctp/)
})

test('the full editor is tried again where it could not be loaded', async ({ page }) => {
  let lost = true
  await page.route(/rich-editor-.*\.js/, (route) => (lost ? route.abort() : route.continue()))
  await visit(page)
  await expect(part(page, 'Editor')).toContainText('this plain one does everything but colours')
  lost = false
  await part(page, 'Editor').getByRole('button', { name: 'Try again' }).click()
  await fullEditor(page)
})
