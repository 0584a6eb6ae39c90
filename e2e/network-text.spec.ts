import { openComposer, sendToTheEnd } from './steps/composer'
import { chooseText, fullEditor, pasteOver, problems, textOf } from './steps/editor'
import { openScenario } from './steps/scenario'
import { expect, test } from './steps/session'
import { part } from './steps/workbench'

const ROUTER = `*filter
:INPUT DROP [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -i lan0 -p tcp -m tcp --dport 22 -j ACCEPT
COMMIT
*nat
-A POSTROUTING -s 10.20.30.0/24 -o wan0 -j MASQUERADE
COMMIT
`

test('interfaces, addresses and routes are inferred from the rules alone, and can be corrected as text', async ({ page }) => {
  await openScenario(page, { rules: ROUTER })
  await chooseText(page, 'Network')
  const editor = part(page, 'Editor')
  await expect(editor).toContainText('Inferred from the rules. Type to make it yours.')
  const inferred = await textOf(page)
  expect(inferred).toMatch(/10\.20\.30\.\d+\/24 dev lan0/)
  expect(inferred).toContain('wan0')
  expect(inferred).toMatch(/default via/)
  await expect(part(page, 'Diagram')).toContainText('lan0 in')
  await expect(part(page, 'Diagram')).toContainText('wan0 out')

  await pasteOver(page, 'ip addr add 192.0.2.1/24 dev uplink9\nip route add default via 192.0.2.254\n')
  await expect(editor).toContainText('Yours.')
  await expect(part(page, 'Diagram')).toContainText('uplink9 in')
  await expect(part(page, 'Diagram')).not.toContainText('lan0 in')

  await editor.getByRole('button', { name: 'Back to inferred' }).click()
  await expect(part(page, 'Diagram')).toContainText('lan0 in')
  await expect.poll(() => textOf(page)).toBe(inferred)
})

test('a wrong network line is marked at its place', async ({ page }) => {
  await openScenario(page, { rules: ROUTER })
  await chooseText(page, 'Network')
  await pasteOver(page, 'ip addr add 192.0.2.1/24 dev eth0\nip addr add 300.1.2.3/24 dev eth1\n')
  await expect(problems(page)).toContainText('1 error')
  await expect(problems(page)).toContainText('300.1.2.3')
  await expect(part(page, 'Diagram')).toContainText('eth0 in')
})

const FORWARDING = {
  rules: 'iptables -P FORWARD ACCEPT\n',
  network: 'ip addr add 192.0.2.1/24 dev eth0\nip addr add 10.0.0.1/24 dev eth1\nnet.ipv4.ip_forward = 1\n',
  traffic: [{ kind: 'packet', after: 0, packet: { in: 'eth1', src: '10.0.0.7', dst: '192.0.2.9', proto: 'icmp', type: 8 } }],
} as const

test('ip_forward decides whether a packet for somebody else is forwarded', async ({ page }) => {
  await openScenario(page, FORWARDING)
  await expect(part(page, 'Inspector')).toContainText('Sent on by eth0')
  await chooseText(page, 'Network')
  await pasteOver(page, FORWARDING.network.replace('ip_forward = 1', 'ip_forward = 0'))
  await expect(part(page, 'Inspector')).toContainText(/Ended in routing/)
  await expect(part(page, 'Inspector')).toContainText('no way to 192.0.2.9: forwarding off')
})

test('a listening service is what answers, and what is not listened to does not', async ({ page }) => {
  await openScenario(page, {
    rules: 'iptables -P INPUT ACCEPT\n',
    network: 'ip addr add 192.0.2.1/24 dev eth0\nip route add default via 192.0.2.254\n',
    services: 'tcp 22 ssh\n',
  })
  await chooseText(page, 'Services')
  await fullEditor(page)
  await pasteOver(page, 'tcp 7777 lucky\n')
  await expect(part(page, 'Diagram')).toContainText('Local: lucky 7777')
  const dialog = await openComposer(page)
  await dialog.getByRole('button', { name: 'TCP connect', exact: true }).click()
  await dialog.getByLabel('Destination port').fill('7777')
  await dialog.getByLabel('Destination address').fill('192.0.2.1')
  await sendToTheEnd(page, dialog)
  await page.getByRole('button', { name: /^Packets: / }).click()
  const packets = page.getByRole('list', { name: 'Packets' })
  await expect(packets.getByRole('button', { name: /Packet 1, SYN: delivered/ })).toBeVisible()
  await expect(packets.getByRole('button', { name: /Packet 2, SYN\+ACK: sent on/ })).toBeVisible()
})

test('the hint in an empty text goes when another text is chosen', async ({ page }) => {
  await openScenario(page, { rules: ROUTER })
  await fullEditor(page)
  const editor = part(page, 'Editor')
  for (const empty of ['Sets', 'Connections'] as const) {
    await chooseText(page, empty)
    await expect(editor.getByText(empty === 'Sets' ? 'create blocked hash:net' : 'Paste what conntrack -L prints')).toBeVisible()
    await chooseText(page, 'Rules')
    await expect(editor.getByText('Paste iptables-save output')).toBeHidden()
  }
})
