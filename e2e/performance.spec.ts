import { readdirSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import type { Locator, Page, Route } from '@playwright/test'
import { rule } from './steps/diagram'
import { fullEditor } from './steps/editor'
import { frameTimes, median, percentile, quietest, report } from './steps/measure'
import { openScenario } from './steps/scenario'
import { expect, test } from './steps/session'
import { alive, part, visit } from './steps/workbench'

test.use({ contextOptions: { reducedMotion: 'no-preference' } })

function rules(count: number): string {
  const lines = Array.from({ length: count }, (_, i) =>
    i % 3 === 2
      ? `-A FORWARD -p udp -m udp --dport ${20_000 + i} -j ACCEPT`
      : `-A ${i % 2 === 0 ? 'INPUT' : 'FORWARD'} -s 10.77.${i >> 8}.${i & 255}/32 -p tcp -m tcp --dport ${1_000 + i} -j ACCEPT`,
  )
  return `*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n${lines.join('\n')}\nCOMMIT\n`
}

/** A frame at the 95th percentile, in milliseconds: two of 60 a second, and what a clock rounds. */
const BOUND = 33.5

const NETWORK =
  'ip addr add 192.0.2.1/24 dev eth0\nip addr add 10.0.0.1/24 dev eth1\nip route add default via 192.0.2.254\nnet.ipv4.ip_forward = 1\n'

test('the first diagram is there within 1.5 s of navigation', async ({ page }, { annotations }) => {
  // When the rules of the first scenario are first in the document, by the page's own clock.
  await page.addInitScript(() => {
    const seen = new MutationObserver(() => {
      if (document.querySelector('[aria-label="FORWARD"] [data-stop="rule"]') === null) return
      seen.disconnect()
      requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('first diagram')))
    })
    seen.observe(document, { childList: true, subtree: true })
  })
  const times: number[] = []
  for (let visits = 0; visits < 3 || (visits < 9 && median(quietest(times, 3)) >= 1_500); visits++) {
    await page.goto('about:blank')
    await visit(page)
    await expect.poll(() => page.evaluate(() => performance.getEntriesByName('first diagram').length)).toBe(1)
    times.push(await page.evaluate(() => performance.getEntriesByName('first diagram')[0]?.startTime ?? Number.NaN))
  }
  report(annotations, 'first diagram after navigation', times.map((time) => `${Math.round(time)} ms`).join(', '))
  expect(median(quietest(times, 3))).toBeLessThan(1_500)
})

/** Counts the packets that are drawn, from the page's beginning on. */
async function countMoving(page: Page): Promise<void> {
  // Each moving packet is a small picture that is copied: those of one frame are counted.
  await page.addInitScript(() => {
    const draw = CanvasRenderingContext2D.prototype.drawImage
    const wipe = CanvasRenderingContext2D.prototype.clearRect
    let drawn = 0
    CanvasRenderingContext2D.prototype.drawImage = function (...how: never[]) {
      drawn++
      Reflect.apply(draw, this, how)
    }
    CanvasRenderingContext2D.prototype.clearRect = function (...box) {
      if (this.canvas.width > 400) {
        document.documentElement.dataset.moving = String(drawn)
        drawn = 0
      }
      wipe.apply(this, box)
    }
  })
}

async function moving(page: Page): Promise<number> {
  return Number(await page.locator('html').getAttribute('data-moving'))
}

/** Lets traffic run until 500 packets move. */
async function fiveHundredMoving(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Traffic' }).click()
  const panel = page.getByRole('dialog', { name: 'Traffic by itself' })
  // The slider is logarithmic: 1 at 0, 20,000 at 100.
  await panel.getByRole('slider', { name: 'Packets per second' }).fill('54')
  await panel.getByRole('button', { name: 'Start' }).click()
  await expect.poll(() => moving(page), { timeout: 20_000 }).toBeGreaterThanOrEqual(500)
  await page.keyboard.press('Escape')
}

test('500 packets move over 300 rules at 60 frames a second: no frame over 33 ms at the 95th percentile', async ({ page }, {
  annotations,
}) => {
  await countMoving(page)
  await openScenario(page, { rules: rules(300), network: NETWORK, services: 'tcp 22 ssh\n' })
  await fullEditor(page)
  await fiveHundredMoving(page)

  // Whatever else the machine does can only make frames longer: the quietest of some moments tells what the page needs.
  let quietest = Number.POSITIVE_INFINITY
  const windows: string[] = []
  for (let look = 0; look < 8 && quietest > BOUND; look++) {
    const times = await frameTimes(page, 2_000)
    const packets = await moving(page)
    expect(packets).toBeGreaterThanOrEqual(500)
    windows.push(`${percentile(times, 0.5).toFixed(1)} and ${percentile(times, 0.95).toFixed(1)} ms with ${packets} packets`)
    quietest = Math.min(quietest, percentile(times, 0.95))
  }
  report(annotations, 'frames, median and 95th percentile', windows.join('; '))
  expect(quietest).toBeLessThanOrEqual(BOUND)
})

test('a rule of 300 is dragged from one card to another and back, and the view is panned and zoomed under 500 packets, at 60 frames a second', async ({
  page,
}, { annotations }) => {
  await countMoving(page)
  await openScenario(page, { rules: rules(300), network: NETWORK, services: 'tcp 22 ssh\n' })
  await fullEditor(page)
  const boxOf = async (row: Locator) => {
    const box = await row.boundingBox()
    if (box === null) throw new Error('it is not on the screen')
    return { x: box.x + 40, y: box.y + box.height / 2 }
  }
  /** The frames while something is done over and over, for two seconds. */
  const framesWhile = async (what: string, once: (turn: number) => Promise<void>) => {
    let best = Number.POSITIVE_INFINITY
    const windows: string[] = []
    for (let look = 0; look < 8 && best > BOUND; look++) {
      let times: readonly number[] | null = null
      const measured = frameTimes(page, 2_000).then((all) => {
        times = all
      })
      for (let turn = 0; times === null; turn++) await once(turn)
      await measured
      windows.push(`${percentile(times, 0.5).toFixed(1)} and ${percentile(times, 0.95).toFixed(1)} ms`)
      best = Math.min(best, percentile(times, 0.95))
    }
    report(annotations, `frames while ${what}, median and 95th percentile`, windows.join('; '))
    expect(best).toBeLessThanOrEqual(BOUND)
  }

  const [from, to] = [await boxOf(rule(page, 'filter INPUT', 1)), await boxOf(rule(page, 'filter FORWARD', 2))]
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await framesWhile('a rule is dragged', async (turn) => {
    const [a, b] = turn % 2 === 0 ? [from, to] : [to, from]
    for (let step = 1; step <= 40; step++) await page.mouse.move(a.x + ((b.x - a.x) * step) / 40, a.y + ((b.y - a.y) * step) / 40)
    await expect(page.locator('.rule-drop')).toBeVisible()
  })
  await page.keyboard.press('Escape')
  await page.mouse.up()

  await fiveHundredMoving(page)
  const diagram = part(page, 'Diagram')
  const pane = await diagram.getByRole('application').boundingBox()
  if (pane === null) throw new Error('there is no diagram')
  const middle = { x: pane.x + pane.width / 2, y: pane.y + pane.height - 20 }
  await page.mouse.move(middle.x, middle.y)
  const views = new Set<string>()
  const look = async () => views.add(JSON.stringify(await diagram.locator('[aria-label="FORWARD"]').first().boundingBox()))
  await page.keyboard.down('Control')
  await framesWhile('the view is zoomed', async (turn) => {
    for (let step = 0; step < 10; step++) await page.mouse.wheel(0, turn % 2 === 0 ? 40 : -40)
    await look()
  })
  await page.keyboard.up('Control')
  const zoomed = views.size
  expect(zoomed).toBeGreaterThan(1)
  await page.mouse.down()
  await framesWhile('the view is panned', async (turn) => {
    const away = turn % 2 === 0 ? 1 : -1
    for (let step = -20; step <= 20; step++) await page.mouse.move(middle.x + away * step * 8, middle.y + away * step * 2)
    await look()
  })
  await page.mouse.up()
  expect(views.size).toBeGreaterThan(zoomed)
})

test('a keystroke in a text of 1,000 rules is in the diagram within 150 ms', async ({ page }, { annotations }) => {
  await openScenario(page, { rules: `${rules(1_000)}# `.replace('# ', ''), network: NETWORK })
  const field = await fullEditor(page)
  await field.focus()
  await page.keyboard.press('ControlOrMeta+Home')
  // The first rule's port is typed anew: its row shows every digit.
  for (let down = 0; down < 4; down++) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('End')
  for (let left = 0; left < ' -j ACCEPT'.length; left++) await page.keyboard.press('ArrowLeft')
  const row = rule(page, 'filter INPUT', 1)
  await expect(row).toHaveAccessibleName(/dport 1000,/)
  await page.evaluate(() => {
    let pressed = 0
    document.addEventListener('keydown', () => (pressed = performance.now()), { capture: true })
    const diagram = document.querySelector('section[aria-label="Diagram"]')
    if (diagram === null) throw new Error('no diagram')
    new MutationObserver(() => {
      if (pressed === 0) return
      const since = performance.now() - pressed
      pressed = 0
      document.documentElement.dataset.latency = `${document.documentElement.dataset.latency ?? ''} ${since}`
    }).observe(diagram, { subtree: true, childList: true, characterData: true, attributeFilter: ['title'] })
  })
  const typed: readonly (readonly [string, RegExp])[] = [1, 2, 3, 4, 5].flatMap((digit) => [
    ['Backspace', /dport 100,/] as const,
    [String(digit), new RegExp(`dport 100${digit},`)] as const,
  ])
  const rounds: number[][] = []
  while (rounds.length === 0 || (rounds.length < 5 && Math.min(...rounds.map(median)) > 150)) {
    await page.evaluate(() => delete document.documentElement.dataset.latency)
    for (const [key, becomes] of typed) {
      await page.keyboard.press(key)
      await expect(row).toHaveAccessibleName(becomes)
    }
    const latencies = ((await page.locator('html').getAttribute('data-latency')) ?? '').trim().split(' ').map(Number)
    expect(latencies.length).toBeGreaterThanOrEqual(typed.length - 1)
    rounds.push(latencies)
  }
  report(
    annotations,
    'keystroke to diagram',
    rounds.map((round) => `median ${median(round).toFixed(0)} ms of ${round.map((one) => one.toFixed(0)).join(', ')}`).join('; '),
  )
  expect(Math.min(...rounds.map(median))).toBeLessThanOrEqual(150)
})

const ASSETS = new URL('../dist/assets/', import.meta.url)

/** Monaco: what brings it, and its own worker. */
const MONACO = /^(rich-editor|editor\.worker)-/

/** What the worker runs. The page fetches the first of it ahead, and runs none. */
const SIMULATION = /^(worker|simulation|whole|extensions|folds)-/

function gzipped(name: string): number {
  return gzipSync(readFileSync(new URL(name, ASSETS)), { level: 9 }).length
}

function inKilobytes(names: readonly string[]): string {
  const sizes = names
    .map((name) => ({ name: name.replace(/-[\w-]{8}\.js$/, ''), bytes: gzipped(name) }))
    .toSorted((a, b) => b.bytes - a.bytes)
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0)
  return `${(total / 1_000).toFixed(1)} kB gzipped (${sizes.map(({ name, bytes }) => `${name} ${(bytes / 1_000).toFixed(1)}`).join(', ')})`
}

/** What a first visit may download and run, in bytes: the page with its first story, and with the simulation beside it. */
const FIRST_VISIT = { page: 221_000, withSimulation: 303_000 }

test('a first visit’s JavaScript, Monaco apart, is at most 221 kB gzipped, and 303 kB with the simulation beside the page', async ({
  page,
}, { annotations }) => {
  const asked = new Set<string>()
  page.context().on('request', (request) => {
    const name = request.url().split('/').at(-1) ?? ''
    if (name.endsWith('.js')) asked.add(name)
  })
  // Monaco is not what a visitor waits for: the page lives while it is held back.
  const held: Route[] = []
  await page.route(/rich-editor-.*\.js/, (route) => {
    held.push(route)
  })
  await page.goto('./')
  await alive(page)
  await expect.poll(() => held.length).toBeGreaterThan(0)
  for (const route of held) await route.continue()
  await expect(page.locator('.monaco-editor').first()).toBeVisible()
  // The last thing that comes by itself: Monaco asks what can be folded.
  await expect.poll(() => [...asked].some((name) => name.startsWith('folds-'))).toBe(true)
  await page.waitForLoadState('networkidle')

  const every = readdirSync(ASSETS).filter((name) => name.endsWith('.js') && !MONACO.test(name))
  const visited = every.filter((name) => asked.has(name))
  const byPage = visited.filter((name) => !SIMULATION.test(name))
  report(annotations, 'JavaScript of a first visit that the page runs, without Monaco', inKilobytes(byPage))
  report(annotations, 'JavaScript of a first visit, the simulation counted', inKilobytes(visited))
  report(annotations, 'JavaScript that is fetched when it is wanted', inKilobytes(every.filter((name) => !asked.has(name))))
  report(annotations, 'JavaScript without Monaco, all of it', inKilobytes(every))
  expect(visited.map((name) => name.replace(/-[\w-]{8}\.js$/, ''))).toEqual(expect.arrayContaining(['page', 'simulation', 'folds']))
  const total = (names: readonly string[]) => names.reduce((sum, name) => sum + gzipped(name), 0)
  expect(byPage.map((name) => name.replace(/-[\w-]{8}\.js$/, ''))).toContain('page')
  expect(total(byPage)).toBeLessThanOrEqual(FIRST_VISIT.page)
  expect(total(visited)).toBeLessThanOrEqual(FIRST_VISIT.withSimulation)
})
