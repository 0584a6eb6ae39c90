import { stage } from './steps/diagram'
import { openScenario } from './steps/scenario'
import { expect, test } from './steps/session'
import { goToPacket, stepUntil } from './steps/timeline'
import { part, press } from './steps/workbench'

const ROUTER = {
  rules: `*raw
-A PREROUTING -p udp -m udp --dport 53 -j CT --notrack
COMMIT
*mangle
-A PREROUTING -p tcp -m tcp --dport 443 -j MARK --set-mark 7
-A FORWARD -p tcp -j TOS --set-tos 0x10
COMMIT
*nat
-A PREROUTING -i eth0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.0.0.7:80
-A POSTROUTING -s 10.0.0.0/24 -o eth0 -j MASQUERADE
COMMIT
*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A FORWARD -s 203.0.113.0/24 -j REJECT --reject-with icmp-admin-prohibited
-A FORWARD -p udp -m udp --sport 99 -j ACCEPT
-A FORWARD -i eth1 -p tcp -m multiport --dports 80,443 -j ACCEPT
-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED,DNAT -j ACCEPT
-A INPUT -m mark --mark 0x9 -j ACCEPT
COMMIT
`,
  network: `ip addr add 192.0.2.1/24 dev eth0
ip addr add 10.0.0.1/24 dev eth1
ip route add default via 192.0.2.254 dev eth0
ip route add 172.16.0.0/12 via 10.0.0.254 dev eth1
net.ipv4.ip_forward = 1
`,
  services: 'udp 53 dns\n',
}

const WEB = {
  kind: 'exchange',
  after: 0,
  exchange: {
    what: 'tcp',
    in: 'eth1',
    src: '10.0.0.7',
    dst: '198.51.100.9',
    sport: 40000,
    dport: 443,
    request: 10,
    response: 10,
    peer: 'open',
  },
} as const

test('at the end of its way one sees what changed in a packet, where, and by whom', async ({ page }) => {
  await openScenario(page, { ...ROUTER, traffic: [WEB] })
  await goToPacket(page, /^Packet 1, SYN: sent on/)
  const inspector = part(page, 'Inspector')
  await expect(inspector.getByRole('heading', { name: 'Sent on by eth0' })).toBeVisible()
  const packet = inspector.getByRole('region', { name: 'Packet' })
  await expect(packet).toContainText('changed from 10.0.0.7 to 192.0.2.1')
  await expect(packet).toContainText('changed from 64 to 63')
  await expect(packet).toContainText('changed from 0x00 to 0x10')
  await expect(packet).toContainText('changed from 0x0 to 0x7')
  await expect(packet).toContainText('eth1 → eth0')
  await expect(inspector.getByRole('region', { name: 'Routing' })).toContainText(
    '198.51.100.9 is not this host, so the packet is forwarded by eth0 (default via 192.0.2.254 dev eth0)',
  )
  const connection = inspector.getByRole('region', { name: 'Connection #1' })
  await expect(connection).toContainText('10.0.0.7:40000 → 198.51.100.9:443')
  await expect(connection).toContainText('198.51.100.9:443 → 192.0.2.1:40000')
  await expect(connection).toContainText('source rewritten')
})

test('every step is told in a sentence, from arriving to leaving', async ({ page }) => {
  await openScenario(page, { ...ROUTER, traffic: [WEB], cursor: 0 })
  const inspector = part(page, 'Inspector')
  await expect(inspector).toContainText('The run has not begun')
  await press(page, 'ArrowRight')
  await expect(inspector).toContainText('A packet (SYN) from 10.0.0.7:40000 to 198.51.100.9:443 arrives on eth1.')
  for (const told of [
    /The packet enters PREROUTING/,
    /conntrack: NEW, #1, the way it was begun \(a SYN asks for a new connection\)/,
    /Rule 1 matches \(.*destination port 443\), so the packet is marked/,
    /mark 0x0 → 0x7/,
    /198\.51\.100\.9 is not this host, so the packet is forwarded by eth0/,
    /TTL 64 → 63: forwarded packets lose one/,
    /Rule 1 does not match: it wants -s 203\.0\.113\.0\/24, the packet has 10\.0\.0\.7/,
    /Rule 3 matches/,
    /filter FORWARD lets the packet pass/,
    /gets the address of the way out as its source/,
    /source 10\.0\.0\.7 → 192\.0\.2\.1: this is what nat decided for connection #1/,
    /Connection #1 is confirmed/,
  ])
    await stepUntil(page, inspector, told)
})

test('why not the others: each rule before the one that decided, and which of its comparisons failed', async ({ page }) => {
  await openScenario(page, { ...ROUTER, traffic: [WEB], cursor: 0 })
  const inspector = part(page, 'Inspector')
  await stepUntil(page, inspector, /filter FORWARD lets the packet pass/)
  const others = inspector.getByRole('region', { name: /Why not the others/ })
  await expect(others.getByRole('button')).toHaveCount(3)
  await expect(others.getByRole('button', { name: /^Rule 1: -s 203\.0\.113\.0\/24 · is 10\.0\.0\.7: does not match$/ })).toBeVisible()
  await expect(others.getByRole('button', { name: /^Rule 2: -p udp · is tcp: does not match$/ })).toBeVisible()
  await expect(others.getByRole('button', { name: /^Rule 3: .*80,443.* ACCEPT: matches$/ })).toBeVisible()
  // A row leads to the moment at which it was asked, in the diagram too.
  await others.getByRole('button', { name: /^Rule 1:/ }).click()
  await expect(inspector).toContainText('Rule 1 does not match: it wants -s 203.0.113.0/24')
  await expect(part(page, 'Diagram').getByRole('button', { name: /^filter FORWARD rule 1:/ })).toHaveAttribute('aria-current', 'step')
})

test('a later packet of a connection skips nat, and is told why; its answer is translated back', async ({ page }) => {
  await openScenario(page, { ...ROUTER, traffic: [WEB] })
  await goToPacket(page, /^Packet 2, SYN\+ACK: sent on/)
  const inspector = part(page, 'Inspector')
  await expect(inspector.getByRole('region', { name: 'Packet' })).toContainText('changed from 192.0.2.1 to 10.0.0.7')
  await expect(inspector.getByRole('region', { name: 'Skipped' })).toContainText(
    'nat is skipped: it is asked only for a connection’s first packet; this one belongs to #1, already bound.',
  )
  await expect(stage(page, 'nat', 'PREROUTING')).toHaveAccessibleName(/skipped: later packet of a known connection/)
})

test('a packet that is not tracked skips conntrack’s stages and nat, and says so', async ({ page }) => {
  await openScenario(page, {
    ...ROUTER,
    traffic: [
      { kind: 'packet', after: 0, packet: { in: 'eth1', src: '10.0.0.7', dst: '198.51.100.53', proto: 'udp', sport: 99, dport: 53 } },
    ],
  })
  const inspector = part(page, 'Inspector')
  await expect(inspector.getByRole('heading', { name: 'Sent on by eth0' })).toBeVisible()
  await expect(inspector.getByRole('region', { name: 'Packet' })).toContainText('UNTRACKED')
  await expect(inspector.getByRole('region', { name: 'Skipped' })).toContainText(
    /conntrack is skipped.* nat is skipped: conntrack was told to leave this packet alone \(NOTRACK\)/,
  )
  await expect(stage(page, 'nat', 'POSTROUTING')).toHaveAccessibleName(/skipped: the packet is not tracked/)
  await expect(inspector.getByRole('region', { name: /^Connection/ })).toHaveCount(0)
})

test('DNAT sends a packet elsewhere, and routing decides about where it goes now', async ({ page }) => {
  await openScenario(page, {
    ...ROUTER,
    traffic: [
      {
        kind: 'packet',
        after: 0,
        packet: { in: 'eth0', src: '198.51.100.7', dst: '192.0.2.1', proto: 'tcp', sport: 5, dport: 8080, flags: 'S' },
      },
    ],
  })
  const inspector = part(page, 'Inspector')
  await expect(inspector.getByRole('heading', { name: 'Sent on by eth1' })).toBeVisible()
  await expect(inspector.getByRole('region', { name: 'Packet' })).toContainText('changed from 192.0.2.1 to 10.0.0.7')
  await expect(inspector.getByRole('region', { name: 'Routing' })).toContainText('10.0.0.7 is not this host')
  await expect(inspector.getByRole('region', { name: 'Connection #1' })).toContainText('destination rewritten')
})

test('REJECT is a verdict with its place, and its answer walks OUTPUT as a packet of its own', async ({ page }) => {
  await openScenario(page, {
    ...ROUTER,
    traffic: [
      {
        kind: 'packet',
        after: 0,
        packet: { in: 'eth0', src: '203.0.113.5', dst: '10.0.0.7', proto: 'tcp', sport: 5, dport: 80, flags: 'S' },
      },
    ],
  })
  const inspector = part(page, 'Inspector')
  await goToPacket(page, /^Packet 1, SYN: rejected/)
  await expect(inspector.getByRole('heading', { name: 'Rejected in filter FORWARD' })).toBeVisible()
  await goToPacket(page, /^Packet 2, prohibited: sent on/)
  await expect(inspector).toContainText('local → eth0')
  await expect(inspector).toContainText('ICMP')
})

test('a policy that drops is named as such', async ({ page }) => {
  await openScenario(page, {
    ...ROUTER,
    traffic: [{ kind: 'packet', after: 0, packet: { in: 'eth0', src: '192.0.2.9', dst: '192.0.2.1', proto: 'icmp', type: 8 } }],
  })
  const inspector = part(page, 'Inspector')
  await expect(inspector.getByRole('heading', { name: 'Dropped in filter INPUT' })).toBeVisible()
  await expect(inspector).toContainText('No rule of filter INPUT decided, so its policy does: DROP.')
  await expect(inspector.getByRole('region', { name: 'Connection #1' })).toContainText('its first packet did not get through')
})
