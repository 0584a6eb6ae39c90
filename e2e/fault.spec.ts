import { expect, test } from '@playwright/test'
import { textOf, typeAtEnd } from './steps/editor'
import { openLog } from './steps/logs'
import { part, visit } from './steps/workbench'

test('a bug of the page is said, and what was typed is there when it is loaded again', async ({ page }) => {
  const itsFile = /CounterTable-[^/]*\.js$/
  await page.route(itsFile, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: "export function CounterTable() { throw new Error('a bug for a test') }" }),
  )
  await visit(page)
  await typeAtEnd(page, '# typed before')
  await part(page, 'Logs').getByRole('tab', { name: 'Counters' }).click()
  await expect(page.getByRole('heading', { name: 'The page has stopped' })).toBeVisible()
  await expect(page.getByRole('main')).toContainText('a bug for a test')
  await page.unroute(itsFile)
  await page.getByRole('button', { name: 'Load again' }).click()
  await openLog(page, 'Counters')
  expect(await textOf(page)).toContain('# typed before')
})
