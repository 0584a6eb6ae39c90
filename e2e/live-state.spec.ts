import { policy, rule } from './steps/diagram'
import { fullEditor, margin } from './steps/editor'
import { copyLog, openLog } from './steps/logs'
import { openScenario } from './steps/scenario'
import { expect, test } from './steps/session'
import { goToPacket, scrubber } from './steps/timeline'
import { part } from './steps/workbench'

const SERVER = {
  rules: `*filter
:INPUT DROP [10:1000]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
[100:5000] -A INPUT -p tcp -m tcp --dport 22 -j LOG --log-prefix "knock: "
-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
COMMIT
`,
  network: 'ip addr add 192.0.2.1/24 dev eth0\nip route add default via 192.0.2.254\n',
  services: 'tcp 22 ssh\n',
  traffic: [
    {
      kind: 'exchange',
      after: 0,
      exchange: { what: 'tcp', in: 'eth0', src: '192.0.2.9', dst: '192.0.2.1', sport: 40000, dport: 22, request: 10, response: 10 },
    },
    { kind: 'packet', after: 1_000_000, packet: { in: 'eth0', src: '192.0.2.9', dst: '192.0.2.1', proto: 'udp', sport: 9, dport: 9 } },
  ],
} as const

test.beforeEach(async ({ page }) => {
  await openScenario(page, SERVER)
})

test('counters in the diagram and beside the lines begin where the text left them, and scrub with the timeline', async ({ page }) => {
  await fullEditor(page)
  await scrubber(page).press('Home')
  await expect(rule(page, 'filter INPUT', 1)).toHaveAccessibleName(/, 100 packets$/)
  await expect(rule(page, 'filter INPUT', 2)).toHaveAccessibleName(/, 0 packets$/)
  await expect(policy(page, 'filter INPUT')).toHaveAccessibleName(/, 10 packets$/)
  await expect(margin(page, 5)).toContainText(/100$/)

  await goToPacket(page, /^Packet 1, SYN: delivered/)
  await expect(rule(page, 'filter INPUT', 1)).toHaveAccessibleName(/, 101 packets$/)
  await expect(rule(page, 'filter INPUT', 2)).toHaveAccessibleName(/, 1 packet$/)
  await expect(margin(page, 5)).toContainText(/101$/)

  await scrubber(page).press('End')
  await expect(policy(page, 'filter INPUT')).toHaveAccessibleName(/, 11 packets$/)
  await expect(margin(page, 2)).toContainText(/11$/)

  await scrubber(page).press('Home')
  await expect(rule(page, 'filter INPUT', 1)).toHaveAccessibleName(/, 100 packets$/)
  await expect(margin(page, 2)).toContainText(/10$/)
})

test('the counters tab is the listing of iptables -nvL at that moment', async ({ page }) => {
  const counters = await openLog(page, 'Counters')
  await expect(counters).toContainText('Chain INPUT (policy DROP 11 packets')
  await expect(counters.getByRole('button', { name: /^2 +\d+ +\d+ ACCEPT +6 .* tcp dpt:22/ })).toBeVisible()
  await scrubber(page).press('Home')
  await expect(counters).toContainText('Chain INPUT (policy DROP 10 packets, 1000 bytes)')
  await expect(counters.getByRole('button', { name: /^1 +100 +5000 LOG +6 .* tcp dpt:22/ })).toBeVisible()
})

test('conntrack’s table appears, moves through its states and is empty again at the beginning', async ({ page }) => {
  await goToPacket(page, /^Packet 1, SYN: delivered/)
  const connections = await openLog(page, 'Connections')
  const row = connections.getByRole('row', { name: /192\.0\.2\.9:40000 → 192\.0\.2\.1:22/ })
  await expect(row).toContainText('UNREPLIED')
  await goToPacket(page, /^Packet 3, ACK: delivered/)
  await expect(row).toContainText('ESTABLISHED')
  await expect(row).toContainText('ASSURED')
  await row.getByRole('button', { name: 'Go to: #1' }).click()
  await expect(part(page, 'Inspector')).toContainText('conntrack: NEW, #1')
  await scrubber(page).press('Home')
  await expect(connections).toContainText('conntrack knows no connection at this moment.')
})

test('the trace is the kernel’s TRACE lines; a line leads to its moment', async ({ page }) => {
  const trace = await openLog(page, 'Trace')
  await goToPacket(page, /^Packet 1, SYN: delivered/)
  const line = trace.getByRole('button', {
    name: /filter:INPUT:rule:2 .*IN=eth0 OUT= .*SRC=192\.0\.2\.9 DST=192\.0\.2\.1 .*PROTO=TCP SPT=40000 DPT=22 .* SYN URGP=0/,
  })
  await line.click()
  await expect(line).toHaveAttribute('aria-current', 'step')
  await expect(part(page, 'Inspector')).toContainText('Rule 2 matches')
  await line.press('ArrowUp')
  await expect(part(page, 'Inspector')).not.toContainText('Rule 2 matches')
  await scrubber(page).press('End')
  const text = await copyLog(page, 'Trace')
  expect(text).toMatch(/TRACE: filter:INPUT:rule:1 IN=eth0 OUT=/)
  expect(text).toMatch(/TRACE: filter:INPUT:policy:4 IN=eth0 OUT=/)
})

test('the kernel log holds the LOG lines and dims what has not happened yet', async ({ page }) => {
  const log = await openLog(page, 'Kernel log')
  await goToPacket(page, /^Packet 1, SYN: delivered/)
  const first = log.getByRole('button', { name: /knock: IN=eth0 OUT= .*SRC=192\.0\.2\.9 DST=192\.0\.2\.1 .*SYN URGP=0/ })
  await expect(first).toHaveAttribute('aria-current', 'step')
  await expect(part(page, 'Logs').getByRole('tab', { name: 'Kernel log' })).toContainText('1')
  await scrubber(page).press('Home')
  await expect(part(page, 'Logs').getByRole('tab', { name: 'Kernel log' })).not.toContainText('1')
  await expect(first).not.toHaveAttribute('aria-current', 'step')
})
