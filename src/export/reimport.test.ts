import { describe, expect, test } from 'vitest'
import { readFormats } from '../../conformance/formats'
import { recorder } from '../engine/observer'
import { createSimulator } from '../engine/simulator'
import { importText } from '../import/import-text'
import type { Imported } from '../import/imported'
import { recognise } from '../import/recognise'
import { BASE_CHAINS, EXPORT_FORMATS, type ExportFormat, type Ruleset, ZERO_COUNTERS } from '../model'
import { EMPTY_SCENARIO } from '../scenario/empty-scenario'
import { openDocument } from '../scenario/migrate'
import { prepareScenario } from '../scenario/prepare'
import { readSets } from '../syntax/ipset'
import { readNetwork } from '../syntax/network'
import { saveLines } from '../syntax/print-save'
import { readRules } from '../syntax/read-rules'
import { ipsetLines } from '../trace/ipset-line'
import { exportText } from './export'
import { type Moment, momentAt } from './moment'
import { addressListing, linkListing, routeListing, ruleListing } from './network-listing'
import { framesOf } from './tcpdump/frames'

/** What goes out comes in again: every format of every recorded state is recognised, and gives the state as far as it tells it. */

/** Rules of which the listing itself says less than they mean, or which it tells in words that nobody could take apart. */
const EVERY_EXAMPLE = 'a rule of every example'

const STATES: readonly { readonly title: string; readonly moment: Moment }[] = readFormats(
  new URL('../../conformance/formats/recorded.jsonl.gz', import.meta.url).pathname,
).map(({ scenario }) => {
  const opened = openDocument(scenario)
  if (!opened.ok) throw new Error(opened.message)
  const { input } = prepareScenario(opened.scenario)
  const observer = recorder('everything')
  createSimulator(input, observer).run()
  return { title: scenario.title, moment: momentAt(input, observer.events, null) }
})

function cameBack(format: ExportFormat, moment: Moment): { readonly imported: Imported; readonly kinds: readonly string[] } {
  const text = exportText(format, moment)
  return { imported: importText(text, EMPTY_SCENARIO), kinds: [...new Set(recognise(text).blocks.map(({ kind }) => kind))] }
}

const KINDS: { readonly [format in ExportFormat]: string } = {
  save: 'save',
  'save-counters': 'save',
  commands: 'script',
  specs: 'rule-list',
  'specs-counters': 'rule-list',
  'list-verbose': 'listing',
  'list-numbers': 'listing',
  'list-exact': 'listing',
  'list-plain': 'listing',
  'list-names': 'listing',
  'ipset-save': 'ipset-save',
  'ipset-list': 'ipset-list',
  'network-commands': 'script',
  addresses: 'address',
  links: 'address',
  routes: 'route',
  'all-routes': 'route',
  'routing-rules': 'rule',
  tcpdump: 'tcpdump',
  'tcpdump-verbose': 'tcpdump',
  'tcpdump-link': 'tcpdump',
  'kernel-trace': 'kernel-log',
  'kernel-log': 'kernel-log',
  'xtables-monitor': 'xtables-monitor',
  conntrack: 'conntrack',
  'conntrack-extended': 'conntrack',
  'conntrack-proc': 'conntrack',
}

describe.each(STATES)('$title: each format is recognised, and nothing of it is left out', ({ title, moment }) => {
  const there = EXPORT_FORMATS.filter((format) => exportText(format, moment) !== '')
  test.each(there)('%s', (format) => {
    const { imported, kinds } = cameBack(format, moment)
    expect(kinds).toEqual([KINDS[format]])
    if (title !== EVERY_EXAMPLE) expect(imported.notUnderstood).toEqual([])
  })
})

/** What a form of the rules tells of them, in one form: tables that say something, by name. */
interface Told {
  readonly counters: boolean
  readonly rounded?: boolean
  readonly interfaces?: false
}

function told(ruleset: Ruleset, { counters, rounded, interfaces }: Told): readonly string[] {
  const kept = ruleset.tables
    .filter(
      ({ chains, name }) =>
        chains.length > BASE_CHAINS[name].length || chains.some(({ rules, policy }) => rules.length > 0 || policy === 'DROP'),
    )
    .map((table) => ({
      ...table,
      chains: table.chains.map((chain) => ({ ...chain, counters: counters && chain.policy !== null ? chain.counters : ZERO_COUNTERS })),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const lines = saveLines({ ...ruleset, tables: kept }, { counters })
  return lines.map((line) => {
    const bare = interfaces === false ? line.replace(/(?: !)? -[io] \S+/g, '') : line
    return rounded === true
      ? bare.replace(/\[(\d+):(\d+)\]/, (_, packets: string, bytes: string) => `[${roundly(packets)}:${roundly(bytes)}]`)
      : bare
  })
}

/** To three digits: what K, M and G keep at least. */
function roundly(count: string): string {
  return Number(count) <= 99_999 ? count : Number(count).toPrecision(3)
}

describe.each(STATES.filter(({ title }) => title !== EVERY_EXAMPLE))('$title: the rules are the same', ({ moment }) => {
  function check(format: ExportFormat, what: Told): void {
    test(format, () => {
      const { imported } = cameBack(format, moment)
      expect(told(readRules(imported.sections.rules ?? '').value, what)).toEqual(told(moment.ruleset, what))
    })
  }
  check('save', { counters: false })
  check('save-counters', { counters: true })
  check('commands', { counters: false })
  check('specs', { counters: false })
  check('specs-counters', { counters: true })
  check('list-exact', { counters: true })
  check('list-verbose', { counters: true, rounded: true })
  check('list-numbers', { counters: true, rounded: true })
  check('list-plain', { counters: false, interfaces: false })
  check('list-names', { counters: false, interfaces: false })
})

test('of a rule of every example, a listing loses only what it says that it does not know', () => {
  const moment = STATES.find(({ title }) => title === EVERY_EXAMPLE)?.moment
  if (moment === undefined) throw new Error('no such recording')
  for (const format of ['save-counters', 'commands', 'specs'] as const) {
    const what = { counters: format === 'save-counters' }
    expect(told(readRules(cameBack(format, moment).imported.sections.rules ?? '').value, what)).toEqual(told(moment.ruleset, what))
  }
  const { imported } = cameBack('list-exact', moment)
  const before = told(moment.ruleset, { counters: false })
  const after = new Set(told(readRules(imported.sections.rules ?? '').value, { counters: false }))
  const lost = before.filter((line) => !after.has(line))
  const said = imported.notUnderstood.length + imported.notes.filter(({ kind }) => kind === 'unknown').length
  expect(lost.length).toBeLessThan(before.length / 5)
  expect(said).toBeGreaterThan(0)
})

describe.each(STATES)('$title: the rest of the host is the same', ({ moment }) => {
  const { network, sets } = moment
  test('sets, saved and listed', () => {
    if (sets.length === 0) return expect(exportText('ipset-save', moment)).toBe('')
    for (const format of ['ipset-save', 'ipset-list'] as const)
      expect(ipsetLines(readSets(cameBack(format, moment).imported.sections.sets ?? '').value)).toEqual(ipsetLines(sets))
  })
  test('the network, by commands', () => {
    const back = readNetwork(cameBack('network-commands', moment).imported.sections.network ?? '')
    expect(back.diagnostics).toEqual([])
    const whole = { ...back.value, services: [] }
    expect(addressListing(whole)).toEqual(addressListing(network))
    expect(routeListing(whole, true)).toEqual(routeListing(network, true))
    expect(ruleListing(whole)).toEqual(ruleListing(network))
    expect(whole.sysctl).toEqual(network.sysctl)
  })
  test('the network, by what ip shows together', () => {
    const shown = (['addresses', 'all-routes', 'routing-rules'] as const).map((format) => exportText(format, moment)).join('\n')
    const back = { ...readNetwork(importText(shown, EMPTY_SCENARIO).sections.network ?? '').value, services: [] }
    expect(linkListing(back)).toEqual(linkListing(network))
    expect(addressListing(back)).toEqual(addressListing(network))
    expect(routeListing(back, true)).toEqual(routeListing(network, true))
    expect(ruleListing(back)).toEqual(ruleListing(network))
  })
  test('connections', () => {
    for (const format of ['conntrack', 'conntrack-extended', 'conntrack-proc'] as const) {
      const text = exportText(format, moment)
      if (moment.connections.length === 0) continue
      const { input } = prepareScenario({
        ...EMPTY_SCENARIO,
        host: { ...EMPTY_SCENARIO.host, ...importText(text, EMPTY_SCENARIO).sections },
      })
      const shape = (list: Moment['connections']): readonly object[] =>
        list
          .map(({ original, reply, tcpState, seenReply, assured, mark, traffic }) => ({
            original,
            reply,
            tcpState,
            seenReply,
            assured,
            mark,
            traffic,
          }))
          .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
      expect(shape(input.connections)).toEqual(shape(moment.connections))
    }
  })
  test('captures hold every frame', () => {
    const frames = framesOf(moment)
    for (const format of ['tcpdump', 'tcpdump-link'] as const)
      expect(frames.length === 0 ? 0 : cameBack(format, moment).imported.packets.length).toBe(frames.length)
  })
  test('traces go where the packets went', () => {
    const text = exportText('kernel-trace', moment)
    const places = [...text.matchAll(/^TRACE: (\w+:\S+:\w+:\d+) /gm)].map(([, place]) => place ?? '')
    const walked = importText(text, EMPTY_SCENARIO).traces.flatMap(({ hops }) =>
      hops.map(({ table, chain, kind, number }) => `${table}:${chain}:${kind}:${number}`),
    )
    expect(walked.toSorted()).toEqual(places.toSorted())
    const monitored = exportText('xtables-monitor', moment)
    const told = [...monitored.matchAll(/^ TRACE: 2 \S+ (\w+:\S+?:(?:rule|policy)):/gm)].map(([, place]) => place ?? '')
    const followed = importText(monitored, EMPTY_SCENARIO).traces.flatMap(({ hops }) =>
      hops.map(({ table, chain, kind }) => `${table}:${chain}:${kind}`),
    )
    expect(followed.toSorted()).toEqual(told.toSorted())
  })
})
