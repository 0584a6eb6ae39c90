import type { Scenario } from '../scenario/scenario'
import { conntrackLine } from '../trace/conntrack-line'
import { connectionOf, conntrackLinesOfXml, readConntrack } from './conntrack'
import { ImportDraft, putLine } from './import-draft'
import type { Answers, Imported } from './imported'
import { readIpsetList } from './ipset-list'
import { readIpsetXml } from './ipset-xml'
import { readListing } from './listing/read-listing'
import { readIfconfig } from './network/ifconfig'
import { ipLinesOfJson } from './network/ip-json'
import { readRouteTable } from './network/route-table'
import { readSockets } from './network/sockets'
import { readNftRuleset } from './nft/read-nft-ruleset'
import { otherTool } from './other-tools'
import { readTcpdump } from './packets/tcpdump'
import { type Block, recognise } from './recognise'
import { readRuleList, readSaveBlock } from './rules/read-save-block'
import { readScripts } from './script/read-scripts'
import { finishSections } from './sections'
import { spanOfLine } from './source-lines'
import { readKernelLog } from './traces/kernel-log'
import { readNftTrace } from './traces/nft-trace'
import { readXtablesMonitor } from './traces/xtables-monitor'
import { type Undressed, undress } from './undress/undress'

/** The three rules that every machine has. */
const OWN_RULES = /^\s*(?:0:\s+from all lookup local|32766:\s+from all lookup main|32767:\s+from all lookup default)\s*$/

/** Longer texts are not read: the rules' own bound is the same. */
const LONGEST_TEXT = 16 * 1024 * 1024

/**
 * Makes a scenario's sections out of whatever a terminal showed. What the text fills replaces what `current` has of the same kind:
 * a table its table, a listed chain its chain, addresses the addresses; all else stays. For a fresh start hand it an empty scenario.
 * `answers` are to the questions of an earlier reading of the same text.
 */
export function importText(text: string, current: Scenario, answers: Answers = {}): Imported {
  const draft = new ImportDraft(current, answers)
  if (text.length > LONGEST_TEXT) {
    const span = { line: 1, column: 1, endLine: 1, endColumn: 1 }
    draft.leaveOutAt(span, '', 'text too long', String(LONGEST_TEXT / 1024 / 1024))
    return result(draft, {})
  }
  const undressed = undress(text)
  tellOf(undressed, draft)
  const { blocks, unseenFrom } = recognise(undressed.text)
  if (unseenFrom !== null)
    draft.note('unknown', { line: unseenFrom, column: 1, endLine: unseenFrom, endColumn: 1 }, 'most lines', String(unseenFrom - 1))
  const scripts = blocks.filter(({ kind }) => kind === 'script' || kind === 'wg-quick')
  const saves = blocks.filter(({ kind }) => kind === 'save')
  for (const block of blocks) readBlock(block, draft)
  const commands = readScripts(scripts, draft)
  return result(draft, finishSections(draft, saves, commands))
}

/** What was taken off or put together before anything was read. */
function tellOf({ from, rejoined, rootPrompt }: Undressed, draft: ImportDraft): void {
  const at = (line: number) => ({ line, column: 1, endLine: line, endColumn: 1 })
  if (from !== null) draft.note('changed', at(from), 'taken off')
  if (rootPrompt !== null) draft.note('assumed', at(rootPrompt), 'root prompts')
  for (const line of rejoined) draft.note('changed', at(line), 'line put together')
}

function result(draft: ImportDraft, sections: Imported['sections']): Imported {
  const { packets, traces, moves, notes, notUnderstood, questions } = draft
  return { sections, packets, traces, counterMoves: moves, notes, notUnderstood, questions }
}

function readBlock(block: Block, draft: ImportDraft): void {
  switch (block.kind) {
    case 'save':
      readSaveBlock(block.lines, draft)
      return
    case 'rule-list':
      readRuleList(block, draft)
      return
    case 'listing':
      readListing(block, draft)
      return
    case 'script':
    case 'wg-quick':
      // Scripts may call functions of each other: they are read together, afterwards.
      return
    case 'ipset-save':
      for (const line of block.lines) putLine(draft.sets, line.number, line.text)
      return
    case 'ipset-list':
      readIpsetList(block, draft)
      return
    case 'address':
    case 'route':
    case 'rule':
    case 'sysctl':
      readNetworkLines(block, draft)
      return
    case 'route-table':
      readRouteTable(block, draft)
      return
    case 'ifconfig':
      readIfconfig(block, draft)
      return
    case 'sockets':
      readSockets(block, draft)
      return
    case 'tcpdump':
      readTcpdump(block, draft)
      return
    case 'kernel-log':
      readKernelLog(block, draft)
      return
    case 'xtables-monitor':
      readXtablesMonitor(block, draft)
      return
    case 'nft-trace':
      readNftTrace(block, draft)
      return
    case 'conntrack':
      readConntrack(block, draft)
      return
    case 'json':
      readJson(block, draft)
      return
    case 'xml':
      readXml(block, draft)
      return
    case 'route-answer':
      draft.note('unknown', block.span, 'route answers')
      return
    case 'neighbours':
      draft.note('unknown', block.span, 'neighbours')
      return
    case 'conntrack-statistics':
      draft.note('unknown', block.span, 'statistics')
      return
    case 'other-tool':
      draft.note('unknown', block.span, 'other tool', [...new Set(block.lines.map(({ text }) => otherTool(text) ?? ''))].join(', '))
      return
    case 'nft-ruleset':
      readNftRuleset(block, draft)
      return
    case 'unknown':
      for (const line of block.lines) {
        if (draft.full) break
        draft.leaveOut(line, 'unknown line')
      }
  }
}

/** What src/syntax reads stands as it is, except what no IPv4 host has. */
function readNetworkLines(block: Block, draft: ImportDraft): void {
  let six = false
  let skipped: Block['lines'][number] | null = null
  let several: Block['lines'][number] | null = null
  for (const line of block.lines) {
    const text = line.text
    if (
      /^\s*(?:inet6\b|\d+: \S+ +inet6\b|(?:\w+ )?(?:[0-9a-f]*::?)+[0-9a-f:]*(?:\/\d+)?\s+(?:dev|via|proto)\b|\w+ [0-9a-f:]*::)/.test(text)
    ) {
      six = true
      skipped ??= line
      continue
    }
    if (block.kind === 'sysctl' && !/^\s*net[./]/.test(text)) continue
    if (block.kind === 'sysctl' && /=\s*$/.test(text)) continue
    // Below an interface only its addresses are of interest: not what it counts, and not what its kind has of its own.
    if (block.kind === 'address' && /^\s+(?!inet\s|link\/)\S/.test(text)) continue
    if (block.kind === 'rule' && OWN_RULES.test(text)) continue
    if (block.kind === 'route' && / mtu (?:lock )?\d/.test(text))
      draft.note('unknown', spanOfLine(line), 'network says', 'mtu of a route is not modelled')
    if (/^\s*(?:anycast|multicast)\s/.test(text) || /\bcache\b/.test(text)) continue
    const nexthop = /^\s+nexthop (.*?)(?: weight \d+)?\s*$/.exec(text)?.[1]
    if (nexthop !== undefined) {
      // The kernel takes one of the ways by a hash of the flow; the first is taken for all.
      if (several !== null) {
        putLine(draft.network, several.number, `${several.text.trimEnd()} ${nexthop}`)
        draft.note('assumed', spanOfLine(several), 'first nexthop', several.text.trim())
      }
      several = null
      continue
    }
    if (block.kind === 'route' && /^\s*(?:unicast\s+)?\d/.test(text) && !/\s(?:dev|via)\s/.test(text)) {
      several = line
      continue
    }
    const peer = /^([^\s@]+)\S*\s+(?:UP|DOWN|UNKNOWN)\s.*?(\d[\d.]+) peer (\d[\d.]+\/\d+)/.exec(text)
    if (peer !== null) putLine(draft.network, line.number, `ip addr add ${peer[2]} peer ${peer[3]} dev ${peer[1]}`)
    putLine(draft.network, line.number, peer === null ? text : text.replace(/\s\d[\d.]+ peer \d[\d.]+\/\d+/g, ''))
  }
  if (six && skipped !== null) draft.note('unknown', spanOfLine(skipped), 'ipv6 left out')
}

function readJson(block: Block, draft: ImportDraft): void {
  const lines = ipLinesOfJson(block.lines.map(({ text }) => text).join('\n'))
  if (lines === null) {
    for (const line of block.lines.slice(0, 1)) draft.leaveOut(line, /^\s*\{\s*"nftables"/.test(line.text) ? 'nft json' : 'no ip json')
    return
  }
  for (const line of lines) if (!OWN_RULES.test(line)) putLine(draft.network, block.span.line, line)
}

function readXml(block: Block, draft: ImportDraft): void {
  if (block.lines.some(({ text }) => text.includes('<ipset'))) {
    readIpsetXml(block, draft)
    return
  }
  const lines = conntrackLinesOfXml(block.lines.map(({ text }) => text).join('\n'))
  const before = draft.connections.length
  for (const line of lines) {
    const printed = connectionOf(line)
    if (printed !== null) draft.connections.push(conntrackLine(printed, 0))
  }
  if (draft.connections.length === before) for (const line of block.lines.slice(0, 1)) draft.leaveOut(line, 'no connections in xml')
}
