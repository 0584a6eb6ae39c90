import type { Page } from '@playwright/test'
import { rule } from './steps/diagram'
import { chooseText, fullEditor, pasteOver, typeAtEnd } from './steps/editor'
import { openStory } from './steps/lesson'
import { openLog } from './steps/logs'
import { type OwnServer, startOwnServer } from './steps/own-server'
import { expect, test as session } from './steps/session'
import { alive, part, visit } from './steps/workbench'

const test = session.extend<{ server: OwnServer }>({
  server: async ({ browserName: _ }, use) => {
    const server = await startOwnServer()
    await use(server)
    await server.close()
  },
  baseURL: ({ server }, use) => use(server.address),
})
test.use({ serviceWorkers: 'allow' })

/** All of the page's files are kept, and answered from there. */
async function kept(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
    if (navigator.serviceWorker.controller === null)
      await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }))
  })
}

/** The title of the deployment that the page is of. */
function deployment(page: Page): Promise<string> {
  return page.title()
}

test('after a first visit everything works without a network, also what was never looked at', async ({ page, server }) => {
  await visit(page)
  await kept(page)
  server.gone(true)
  await page.reload()
  await alive(page)
  await pasteOver(page, 'iptables -A INPUT -m sctp -p sctp --dport 7 -j DROP\n')
  await expect(rule(page, 'filter INPUT', 1)).toHaveAccessibleName(/sctp/)
  await typeAtEnd(page, 'iptables -A INPUT -m connlimit --connlimit-above 3 -j DROP\n')
  await expect(rule(page, 'filter INPUT', 2)).toBeVisible()
  await chooseText(page, 'Sets')
  await fullEditor(page)
  for (const tab of ['Connections', 'Kernel log', 'Counters'] as const) await expect(await openLog(page, tab)).toBeVisible()
  await openStory(page, 'Three SYNs and no answer')
  for (const name of ['Send packet…', 'Share', 'Help']) {
    await page.getByRole('button', { name, exact: true }).click()
    await expect(page.getByRole('dialog').getByRole('heading').first()).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
  }
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Export as…' }).click()
  await expect(page.getByRole('dialog', { name: /Export/ })).toContainText('iptables-save')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Traffic' }).click()
  const panel = page.getByRole('dialog', { name: 'Traffic by itself' })
  await panel.getByRole('button', { name: 'Start' }).click()
  await expect(part(page, 'Timeline')).toContainText('Counters count the traffic.')
  await panel.getByRole('button', { name: 'Stop' }).click()
})

test('nothing is fetched ahead before the first packets walk, nothing twice, and nothing that was typed is kept', async ({
  page,
  server,
}) => {
  await visit(page)
  await kept(page)
  const worker = server.asked.indexOf('service-worker.js')
  // The page, its script and its simulation came before.
  for (const needed of [/^$/, /^assets\/page-.*\.js$/, /^assets\/simulation-.*\.js$/])
    expect(server.asked.findIndex((path) => needed.test(path))).toBeLessThan(worker)
  await fullEditor(page)
  await pasteOver(page, 'iptables -A INPUT -s 192.0.2.77 -j DROP\n')
  await expect(rule(page, 'filter INPUT', 1)).toBeVisible()
  const found = await page.evaluate(async () => {
    const names = await caches.keys()
    const files = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)))
    return files.flat()
  })
  expect(found.every((url) => url.startsWith(server.address))).toBe(true)
  const all = new Set(server.asked)
  for (const url of found) expect(all).toContain(url.slice(server.address.length))
  const before = server.asked.length
  await page.getByRole('button', { name: 'Help', exact: true }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  expect(server.asked.slice(before)).toEqual([])
})

test('a new deployment is there at the next visit, whole, and a page that is still open stays whole, too', async ({
  page,
  server,
  context,
}) => {
  await visit(page)
  await kept(page)
  const before = server.asked.length
  server.deployAnew('Deployment 2')
  const next = await context.newPage()
  await visit(next)
  expect(await deployment(next)).toBe('Deployment 2')
  await fullEditor(next)
  const files = server.asked.slice(before).filter((path) => path.startsWith('assets/'))
  expect(files.length).toBeGreaterThan(3)
  for (const file of files) expect(file).toMatch(/_v2\.\w+$/)

  // Its own files are no longer on the server.
  expect(await deployment(page)).toBe('Five Chains')
  await page.getByRole('button', { name: 'Help', exact: true }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')

  // Once it has been kept, it is what works offline.
  await expect.poll(() => next.evaluate(async () => (await caches.keys()).length)).toBe(2)
  await expect.poll(() => next.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state)).toBe('activated')
  await expect
    .poll(() =>
      next.evaluate(
        async (home) => (await (await caches.open((await caches.keys()).at(-1) ?? '')).match(home))?.text() ?? '',
        server.address,
      ),
    )
    .toContain('Deployment 2')
  await expect.poll(() => next.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.installing ?? null)).toBe(null)
  server.gone(true)
  await next.reload()
  await alive(next)
  expect(await deployment(next)).toBe('Deployment 2')
  await next.getByRole('button', { name: 'Share', exact: true }).click()
  await expect(next.getByRole('dialog')).toBeVisible()
})
