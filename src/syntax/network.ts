import type { Network, Parsed } from '../model'
import { readAddressCommand } from './ip-address'
import type { AddressOutput } from './ip-address-output'
import { NetworkDraft } from './ip-draft'
import { readRouteCommand } from './ip-route'
import { lineSpan, refusal, type WordLine, WordReader, wordLines, wordSpan } from './ip-words'
import { rare } from './rare'
import { metInstead } from './settings-as-modelled'

/** A host's network without its services, which have a text of their own. */
export type NetworkOnly = Omit<Network, 'services'>

/** Lines of a network text that are read: what comes after is named and left out. */
const MOST_NETWORK_LINES = 20_000

/**
 * Reads the Network section: the output of `ip addr`, `ip link`, `ip route`, `ip rule` and `sysctl`, and the commands that
 * make such a network, in any mixture. Interfaces come to be by being mentioned. A line that cannot be read is told and passed by.
 */
export function readNetwork(text: string): Parsed<NetworkOnly> {
  const draft = new NetworkDraft()
  const output: AddressOutput = { interface: null }
  const lines = wordLines(text)
  for (const line of lines.slice(0, MOST_NETWORK_LINES)) readLine(line, output, draft)
  const beyond = lines[MOST_NETWORK_LINES]
  if (beyond !== undefined)
    draft.diagnostics.push(refusal(lineSpan(beyond), 'fivechains', `more than ${MOST_NETWORK_LINES} lines: the rest is not read`, null, 1))
  return { value: draft.network(), diagnostics: draft.diagnostics }
}

const SYSCTL = /^\s*((?:net|kernel)[./][\w./-]+)\s*=\s*(.*?)\s*$/
const ECHO = /^\s*(?:sudo\s+)?echo\s+["']?(\S+?)["']?\s*>\s*\/proc\/sys\/(\S+)\s*$/

function readLine(line: WordLine, output: AddressOutput, draft: NetworkDraft): void {
  const sysctl = SYSCTL.exec(line.text) ?? SYSCTL.exec(line.text.replace(/^\s*(sudo\s+)?sysctl\s+(-\w+\s+)*/, ''))
  if (sysctl !== null) {
    setSysctl(sysctl[1] ?? '', sysctl[2] ?? '', line, draft)
    return
  }
  const echo = ECHO.exec(line.text)
  if (echo !== null) {
    setSysctl(echo[2] ?? '', echo[1] ?? '', line, draft)
    return
  }
  if (!readCommand(line, draft)) rare().readShownLine(line, output, draft)
}

function setSysctl(name: string, value: string, line: WordLine, draft: NetworkDraft): void {
  const setting = sysctlName(name)
  draft.sysctl[setting] = value
  const met = metInstead(setting, value)
  if (met === null) return
  const problem = refusal(lineSpan(line), 'fivechains', `${setting} is not modelled: packets meet it as ${met}`, null, 0)
  draft.diagnostics.push({ ...problem, severity: 'warning' })
}

/** `a/b=c` is as good as `a.b=c`, and an interface with a dot is written `conf.eth0/1` or `conf/eth0.1` (sysctl(8)): here all are dots. */
function sysctlName(text: string): string {
  return text.replaceAll('/', '.')
}

/** `ip [-4] OBJECT VERB ...`, abbreviated as ip(8) allows. False when the line is no ip command. */
function readCommand(line: WordLine, draft: NetworkDraft): boolean {
  const reader = new WordReader(line)
  reader.take('sudo')
  const tool = reader.next()
  if (tool === null || !/^(\/\S*\/)?ip$/.test(tool.text)) return false
  while (/^-(4|o|n|details|d|br|c)$/.test(reader.peek()?.text ?? '')) reader.next()
  const object = reader.next()
  const name = object?.text ?? ''
  if (name === '-6') return true
  // ip(8) takes the first object that begins so, in this order.
  if (isPrefix(name, 'address')) readAddressCommand(line, reader, draft)
  else if (isPrefix(name, 'route')) readRouteCommand(line, reader, draft)
  else if (isPrefix(name, 'rule')) rare().readRuleCommand(line, reader, draft)
  else if (isPrefix(name, 'link')) rare().readLinkCommand(line, reader, draft)
  else draft.diagnostics.push(refusal(wordSpan(object ?? tool), 'ip', `Object "${name}" is unknown, try "ip help".`, null, 1))
  return true
}

function isPrefix(text: string, word: string): boolean {
  return text !== '' && word.startsWith(text)
}
