import type { Page } from '@playwright/test'
import { hook } from './steps/diagram'
import { expect, test } from './steps/session'
import { visit } from './steps/workbench'

/** Where a place of the drawing is seen: the corner of FORWARD's card, and how wide the card is. */
async function seen(page: Page): Promise<{ readonly x: number; readonly y: number; readonly width: number }> {
  const box = await hook(page, 'FORWARD').boundingBox()
  if (box === null) throw new Error('FORWARD is not drawn')
  return box
}

async function background(page: Page): Promise<{ readonly x: number; readonly y: number }> {
  const box = await page.getByRole('application').boundingBox()
  if (box === null) throw new Error('no diagram')
  return { x: box.x + 8, y: box.y + box.height - 8 }
}

test('the picture goes where a mouse drags it, and stays there', async ({ page }) => {
  await visit(page)
  const before = await seen(page)
  const { x, y } = await background(page)
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + 90, y - 40, { steps: 4 })
  await page.mouse.up()
  await expect.poll(async () => Math.round((await seen(page)).x - before.x)).toBe(90)
  expect(Math.round((await seen(page)).y - before.y)).toBe(-40)
})

test('a wheel moves it, and with Ctrl makes it larger around the pointer', async ({ page }) => {
  await visit(page)
  const before = await seen(page)
  await page.mouse.move(before.x, before.y)
  await page.mouse.wheel(60, 100)
  await expect.poll(async () => Math.round((await seen(page)).y - before.y)).toBe(-50)
  const moved = await seen(page)
  expect(Math.round(moved.x - before.x)).toBe(-30)
  await page.mouse.move(moved.x, moved.y)
  await page.keyboard.down('Control')
  await page.mouse.wheel(0, -100)
  await page.keyboard.up('Control')
  await expect.poll(async () => (await seen(page)).width / moved.width).toBeGreaterThan(1.1)
  const larger = await seen(page)
  expect(Math.abs(larger.x - moved.x)).toBeLessThan(2)
  expect(Math.abs(larger.y - moved.y)).toBeLessThan(2)
})

test('buttons make it larger, smaller, and all of it seen', async ({ page }) => {
  await visit(page)
  const before = await seen(page)
  await page.getByRole('button', { name: 'Zoom in' }).click()
  await expect.poll(async () => (await seen(page)).width / before.width).toBeGreaterThan(1.2)
  await page.getByRole('button', { name: 'Zoom out' }).click()
  await page.getByRole('button', { name: 'Zoom out' }).click()
  await expect.poll(async () => (await seen(page)).width / before.width).toBeLessThan(0.9)
})

test.describe('by touch', () => {
  test.use({ hasTouch: true, viewport: { width: 1024, height: 768 } })

  test('one finger moves it, two make it larger', async ({ page }) => {
    await visit(page)
    const before = await seen(page)
    const { x, y } = await background(page)
    const touches = await page.context().newCDPSession(page)
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...fingers: readonly (readonly [number, number])[]) =>
      touches.send('Input.dispatchTouchEvent', { type, touchPoints: fingers.map(([fx, fy], id) => ({ x: fx, y: fy, id })) })
    await touch('touchStart', [x + 20, y - 60])
    for (const by of [10, 20, 30]) await touch('touchMove', [x + 20, y - 60 - by])
    await touch('touchEnd')
    await expect.poll(async () => Math.round((await seen(page)).y - before.y)).toBe(-30)
    const moved = await seen(page)
    await touch('touchStart', [x + 100, y - 100], [x + 200, y - 100])
    for (const by of [10, 20, 30, 40]) await touch('touchMove', [x + 100 - by, y - 100], [x + 200 + by, y - 100])
    await touch('touchEnd')
    await expect.poll(async () => (await seen(page)).width / moved.width).toBeGreaterThan(1.6)
  })
})
