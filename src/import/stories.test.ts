import { describe, expect, test } from 'vitest'
import { readRules } from '../syntax/read-rules'
import { importText } from './import-text'
import type { Imported } from './imported'
import { emptyScenario } from './testing/empty-scenario'
import { sharedTexts } from './testing/recorded-texts'

/** What each data file of the stories must become; `notes` are the places that must be named. */
interface Expected {
  readonly rules?: { readonly [table: string]: number }
  readonly contains?: string
  readonly packets?: number
  readonly walks?: number
  readonly network?: string
  readonly notes: readonly RegExp[]
}

const PARTIAL = /only these chains: /
const EXPECTED: { readonly [file: string]: Expected } = {
  'asymmetric-return.nft-monitor-trace.txt': { packets: 1, walks: 1, notes: [] },
  'cloud-router.counters-before-after.txt': {
    rules: { filter: 2 },
    notes: [/output filtered/, /heading missing: FORWARD filter/, PARTIAL],
  },
  'cloud-router.first.filter-Lvx.txt': {
    rules: { filter: 10 },
    contains: '[21428:1209090] -A FORWARD -d 172.17.21.105/32 -p tcp -m tcp --dport 22 -m state --state NEW',
    notes: [/taken off/, /chains not shown: filter FW_OUTBOUND/, PARTIAL],
  },
  'cloud-router.first.mangle-L.txt': {
    rules: { mangle: 8 },
    contains: '-j MARK --set-xmark 0x2/0xffffffff',
    notes: [/no interfaces/, /no counters/, PARTIAL],
  },
  'cloud-router.first.mangle-post-Lvx.txt': { rules: { mangle: 1 }, contains: '--checksum-fill', notes: [PARTIAL] },
  'cloud-router.first.nat-Lv.txt': {
    rules: { nat: 2 },
    contains: '--to-destination 172.17.21.105:22',
    notes: [/counters rounded/, PARTIAL],
  },
  'cloud-router.first.route-n.txt': { network: 'ip route add 172.17.21.0/24 dev eth0', notes: [/no addresses/] },
  'cloud-router.first.tcpdump.txt': { packets: 6, notes: [/capture comes in: eth2/, /capture comes in: eth0/] },
  'cloud-router.second.mangle-Lvx.txt': {
    rules: { mangle: 6 },
    contains: '[23757:1352506] -A FIREWALL_172.17.21.105 -j DROP',
    notes: [PARTIAL],
  },
  'cloud-router.second.nat-Lvx.txt': { rules: { nat: 2 }, contains: '--to-destination 10.1.1.69', notes: [PARTIAL] },
  'cloud-router.second.route-n.txt': { network: 'ip route add default via 172.17.21.1 dev eth2', notes: [/no addresses/] },
  'cloud-router.second.tcpdump.txt': { packets: 3, notes: [/capture comes in: eth2/] },
  'nat-first-packet.nL.txt': {
    rules: { nat: 1, filter: 0 },
    contains: '-A OUTPUT -p tcp -j REDIRECT --to-ports 9999',
    notes: [/no interfaces/, /no counters/],
  },
  'nat-first-packet.syslog.txt': { packets: 9, notes: [] },
  'reset-log.rules': { rules: { filter: 2 }, contains: '[plantegg]', notes: [] },
  'reset-log.syslog.txt': { packets: 4, notes: [] },
  'wireguard-order.after-boot.nvL.txt': {
    rules: { filter: 22 },
    contains: '[491:106000] -A FORWARD -i wg0 -j ACCEPT',
    notes: [
      /counters rounded/,
      /table by custom: filter/,
      /heading missing: FORWARD filter/,
      /chains not shown: filter DOCKER-USER, DOCKER-ISOLATION-STAGE-1, DOCKER/,
      PARTIAL,
    ],
  },
  'wireguard-order.after-restart.nvL.txt': {
    rules: { filter: 22 },
    contains: '[393:26860] -A FORWARD -j DROP',
    notes: [/counters rounded/, /table by custom: filter/, /chains not shown: filter DOCKER-USER/, PARTIAL],
  },
  'wireguard-order.dropped.xtables-monitor.txt': { packets: 1, walks: 1, notes: [/icmp assumed/] },
  'wireguard-order.working.xtables-monitor.txt': { packets: 4, walks: 4, notes: [/icmp assumed/] },
}

function check(imported: Imported, expected: Expected): void {
  expect(imported.notUnderstood).toEqual([])
  const reading = readRules(imported.sections.rules ?? '')
  expect(reading.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  const counts = reading.value.tables.map(({ name, chains }) => [name, chains.reduce((sum, { rules }) => sum + rules.length, 0)])
  expect(Object.fromEntries(counts)).toEqual(expected.rules ?? {})
  if (expected.contains !== undefined) expect(imported.sections.rules).toContain(expected.contains)
  if (expected.network !== undefined) expect(imported.sections.network).toContain(expected.network)
  expect([imported.packets.length, imported.traces.length]).toEqual([expected.packets ?? 0, expected.walks ?? 0])
  for (const note of expected.notes) expect(imported.notes.map(({ say }) => `${say.key}: ${say.words.join(' ')}`).join('\n')).toMatch(note)
  if (expected.notes.length === 0) expect(imported.notes).toEqual([])
}

describe('the stories’ data files import as they are', () => {
  const texts = sharedTexts('stories')
  if (texts.size === 0) test('no reference material beside the repository: nothing imported', () => expect(texts.size).toBe(0))
  for (const [name, text] of texts) test(name, () => check(importText(text, emptyScenario()), EXPECTED[name] ?? { notes: [] }))
})

test('the way that the dropped packet went, hop by hop', () => {
  const text = sharedTexts('stories').get('wireguard-order.dropped.xtables-monitor.txt')
  if (text === undefined) return
  const walk = importText(text, emptyScenario()).traces[0]
  expect(
    walk?.hops.map(({ table, chain, kind, verdict, headers }) => [table, chain, kind, verdict, headers?.packet.ttl]).slice(-3),
  ).toEqual([
    ['filter', 'FORWARD', 'rule', 'jump DOCKER-ISOLATION-STAGE-1', 127],
    ['filter', 'DOCKER-ISOLATION-STAGE-1', 'return', null, 127],
    ['filter', 'FORWARD', 'rule', 'DROP', 127],
  ])
})
