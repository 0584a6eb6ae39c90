import { hook } from './steps/diagram'
import { openScenario } from './steps/scenario'
import { expect, test } from './steps/session'
import { goToPacket, length, position, scrubber } from './steps/timeline'
import { part, press, visit, visitRouter } from './steps/workbench'

test('play shows the run from its beginning, pause holds it, and speed makes it faster', async ({ page }) => {
  await visit(page)
  await page.getByRole('button', { name: 'Back to the beginning' }).click()
  expect(await position(page)).toBe(0)
  await expect(part(page, 'Inspector')).toContainText('The run has not begun')
  await page.getByRole('button', { name: 'Play' }).click()
  await expect.poll(() => position(page)).toBeGreaterThan(3)
  await page.getByRole('button', { name: 'Pause' }).click()
  const held = await position(page)
  expect(held).toBeLessThan(await length(page))
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible()
  expect(await position(page)).toBe(held)

  await page.getByLabel('Speed').selectOption('20×')
  await page.getByRole('button', { name: 'Play' }).click()
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible({ timeout: 30_000 })
  expect(await position(page)).toBe(await length(page))
})

test('steps go by rule, by stage, by verdict and by packet, forward and back again', async ({ page }) => {
  await visitRouter(page)
  const inspector = part(page, 'Inspector')
  const forward = page.getByRole('button', { name: 'Step forward' })
  const back = page.getByRole('button', { name: 'Step back' })
  const by = (unit: string) => page.getByLabel('Step by').selectOption(unit)

  await page.getByRole('button', { name: 'Back to the beginning' }).click()
  await by('stage')
  const visited: number[] = [0]
  for (let step = 0; step < 5; step++) {
    await forward.click()
    await expect.poll(() => position(page)).toBeGreaterThan(visited.at(-1) ?? 0)
    visited.push(await position(page))
  }
  for (const before of visited.slice(0, -1).reverse()) {
    await back.click()
    await expect.poll(() => position(page)).toBe(before)
  }

  await by('rule')
  await forward.click()
  await forward.click()
  await expect(inspector).toContainText(/[Rr]ule|polic/)

  await by('verdict')
  await page.getByRole('button', { name: 'Back to the beginning' }).click()
  await forward.click()
  await expect(inspector).toContainText('nat PREROUTING lets the packet pass')
  await forward.click()
  await expect(inspector).toContainText('filter FORWARD lets the packet pass')

  await by('packet')
  await forward.click()
  await expect(inspector).toContainText('Sent on by eth0')
  await expect(part(page, 'Timeline')).toContainText('1 SYN')
  await forward.click()
  await expect(part(page, 'Timeline')).toContainText('2 SYN+ACK')
})

test('the scrubber is a slider: arrows step, Page keys go by packet, Home and End to the ends, and the mouse drags it', async ({
  page,
}) => {
  await visitRouter(page)
  const slider = scrubber(page)
  const end = await length(page)
  await slider.focus()
  await page.keyboard.press('Home')
  await expect(slider).toHaveAttribute('aria-valuenow', '0')
  await expect(slider).toHaveAttribute('aria-valuetext', 'before the first packet')
  await page.keyboard.press('ArrowRight')
  const first = await position(page)
  expect(first).toBeGreaterThan(0)
  await page.keyboard.press('PageDown')
  await expect(slider).toHaveAttribute('aria-valuetext', /^1 SYN, hop (\d+) \/ \1, at \d/)
  await page.keyboard.press('PageDown')
  await expect(slider).toHaveAttribute('aria-valuetext', /^2 SYN\+ACK, hop \d+ \/ \d+, at \d/)
  await page.keyboard.press('PageUp')
  await page.keyboard.press('End')
  await expect(slider).toHaveAttribute('aria-valuenow', String(end))

  const box = await slider.boundingBox()
  if (box === null) throw new Error('the scrubber is not there')
  await page.mouse.move(box.x + box.width / 4, box.y + box.height / 2)
  await page.mouse.down()
  await expect.poll(() => position(page)).toBeLessThan(end / 3)
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 })
  await expect.poll(() => position(page)).toBeGreaterThan(end / 3)
  await page.mouse.up()
})

test('keys step the page from anywhere: space, arrows, brackets, dot and comma', async ({ page }) => {
  await visit(page)
  await press(page, 'Home')
  await expect.poll(() => position(page)).toBe(0)
  await press(page, '.')
  await expect(part(page, 'Inspector')).toContainText('raw PREROUTING lets the packet pass')
  await press(page, '.')
  const second = await position(page)
  await press(page, ',')
  await expect.poll(() => position(page)).toBeLessThan(second)
  const before = await position(page)
  await press(page, ']')
  await expect.poll(() => position(page)).toBeGreaterThan(before)
  await press(page, '[')
  await press(page, 'ArrowDown')
  await press(page, 'ArrowUp')
  await press(page, ' ')
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible()
  await press(page, ' ')
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible()
})

test('a breakpoint stops the show at its rule', async ({ page }) => {
  await openScenario(page, {
    rules: 'iptables -A INPUT -p udp -j ACCEPT\niptables -A INPUT -p icmp -j ACCEPT\niptables -A INPUT -p tcp -j DROP\n',
    network: 'ip addr add 192.0.2.1/24 dev eth0\n',
    traffic: [
      { kind: 'packet', after: 0, packet: { in: 'eth0', src: '192.0.2.9', dst: '192.0.2.1', proto: 'tcp', dport: 80, flags: 'S' } },
    ],
  })
  const second = part(page, 'Diagram').getByRole('button', { name: /^filter INPUT rule 2:/ })
  await second.focus()
  await page.keyboard.press('b')
  await expect(second).toHaveAccessibleName(/breakpoint/)
  await page.getByLabel('Speed').selectOption('20×')
  await page.getByRole('button', { name: 'Back to the beginning' }).click()
  await page.getByRole('button', { name: 'Play' }).click()
  await expect(part(page, 'Inspector')).toContainText('Rule 2 does not match')
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible()
  await page.getByRole('button', { name: 'Play' }).click()
  await expect(part(page, 'Inspector')).toContainText('Dropped in filter INPUT')
})

test('a packet is chosen from the list, and the page goes to its end', async ({ page }) => {
  await visitRouter(page)
  await goToPacket(page, /^Packet 19, ping: delivered/)
  await expect(part(page, 'Inspector')).toContainText('Delivered to')
  await expect(part(page, 'Timeline')).toContainText('19 ping')
})

test('whoever has asked to see all of the diagram goes on seeing all of it, packet by packet', async ({ page }) => {
  await visit(page)
  const width = async () => (await hook(page, 'FORWARD').boundingBox())?.width ?? 0
  const before = await width()
  await page.getByRole('button', { name: 'Fit the diagram to the view' }).click()
  await expect.poll(width).toBeLessThan(before)
  const whole = await width()
  await goToPacket(page, /^Packet 4, /)
  expect(await width()).toBeCloseTo(whole)
  await page.getByRole('button', { name: 'Zoom in' }).click()
  await expect.poll(width).toBeGreaterThan(whole)
})
