import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, test } from './steps/session'
import { part, visit, visitRouter } from './steps/workbench'

interface Seen {
  readonly name: string
  readonly width: number
  readonly height: number
  /** Of the ground between the cards: 0 is black, 255 white. */
  readonly ground: number
  readonly colours: number
}

/** Saves the picture and looks at it, as another program would. */
async function savedPicture(page: Page): Promise<Seen> {
  const saved = page.waitForEvent('download')
  await part(page, 'Diagram').getByRole('button', { name: 'Save as a picture (PNG)' }).click()
  const download = await saved
  const png = await readFile(await download.path(), 'base64')
  const looked = await page.evaluate(async (content) => {
    const image = new Image()
    image.src = `data:image/png;base64,${content}`
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = image.naturalWidth
    canvas.height = image.naturalHeight
    const context = canvas.getContext('2d')
    context?.drawImage(image, 0, 0)
    const pixels = context?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray()
    const colours = new Set<number>()
    for (let at = 0; at < pixels.length; at += 4)
      colours.add((pixels[at] ?? 0) * 65536 + (pixels[at + 1] ?? 0) * 256 + (pixels[at + 2] ?? 0))
    return { width: canvas.width, height: canvas.height, ground: pixels[0] ?? 0, colours: colours.size }
  }, png)
  return { name: download.suggestedFilename(), ...looked }
}

test('the diagram is saved as a picture, in the theme that is seen', async ({ page }) => {
  await visit(page)
  const light = await savedPicture(page)
  expect(light.name).toBe('It-works-until-WireGuard-is-restarted.png')
  // Two pixels for one; words and the lit way make many colours of what would be a handful of empty boxes.
  expect(light.width).toBeGreaterThan(1_400)
  expect(light.height).toBeGreaterThan(1_000)
  expect(light.colours).toBeGreaterThan(200)
  expect(light.ground).toBeGreaterThan(200)
  await page.getByRole('button', { name: 'Theme: as the system' }).click()
  await page.getByRole('button', { name: 'Theme: light' }).click()
  expect((await savedPicture(page)).ground).toBeLessThan(60)
})

test('what is out of sight is on the picture, too', async ({ page }) => {
  await visitRouter(page)
  const before = await savedPicture(page)
  for (let times = 0; times < 5; times++) await part(page, 'Diagram').getByRole('button', { name: 'Zoom in' }).click()
  const after = await savedPicture(page)
  expect({ width: after.width, height: after.height }).toEqual({ width: before.width, height: before.height })
  expect(after.colours).toBeGreaterThan(0.9 * before.colours)
})
