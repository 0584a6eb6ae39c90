import { BASE_CHAINS, type Hook, type Parameters, type TableName } from '../../model'
import type { Extension, HostKnowledge, Rejection } from '../extension'
import { findMatch, findTarget } from '../index'
import { beginUse, checkUse, type Use } from '../parse-use'
import { readProtocol } from '../read-value'

/** One rule read far enough to test extensions: its uses, or the first no. The real reader is src/syntax; this one knows no errors of its own. */
export type ReadRule =
  | {
      readonly kind: 'uses'
      readonly uses: readonly { readonly extension: Extension; readonly parameters: Parameters }[]
      readonly saved: string
      readonly listed: string
    }
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
  /** Something that is no extension's business, or an extension that is not there. */
  | { readonly kind: 'beyond'; readonly what: string }

const HEADER_OPTIONS = new Set(['-s', '-d', '-i', '-o'])
const VERDICTS = new Set(['ACCEPT', 'DROP', 'RETURN', 'QUEUE'])
const IMPLIED_MATCHES: { readonly [protocol: number]: string } = {
  1: 'icmp',
  6: 'tcp',
  17: 'udp',
  33: 'dccp',
  50: 'esp',
  51: 'ah',
  132: 'sctp',
}

export function readRule(rule: string, table: TableName, chain: string, hasSet: (name: string) => boolean): ReadRule {
  const words = splitWords(rule)
  const entry: { protocol: { number: number; inverted: boolean } | null; host: HostKnowledge } = { protocol: null, host: { hasSet } }
  const matches: Use[] = []
  let target: { use: Use | null; verdict: string } | null = null
  let inverted = false
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? ''
    const next = words[i + 1] ?? ''
    if (word === '!') {
      inverted = true
      continue
    }
    if (HEADER_OPTIONS.has(word)) i++
    else if (word === '-f') inverted = false
    else if (word === '-p') {
      entry.protocol = { number: readProtocol(next) ?? 0, inverted }
      i++
    } else if (word === '-m') {
      const extension = findMatch(next)
      if (extension === null) return { kind: 'beyond', what: `match ${next}` }
      matches.push(beginUse(extension, entry))
      i++
    } else if (word === '-j' || word === '-g') {
      const extension = VERDICTS.has(next) || word === '-g' ? null : findTarget(next)
      if (extension === null && !VERDICTS.has(next)) return { kind: 'beyond', what: `target ${next}` }
      target = { use: extension === null ? null : beginUse(extension, entry), verdict: next }
      i++
    } else if (word.startsWith('--')) {
      const name = word.slice(2)
      let found = owner(name, matches, target?.use ?? null)
      if (found === null && entry.protocol !== null && !entry.protocol.inverted) {
        const implied = findMatch(IMPLIED_MATCHES[entry.protocol.number] ?? '')
        if (implied?.optionsByName.has(name) === true) {
          found = beginUse(implied, entry)
          matches.push(found)
        }
      }
      const option = found?.extension.optionsByName.get(name)
      if (found === null || option === undefined) return { kind: 'beyond', what: `option ${word}` }
      const takesArgument = option.type.kind !== 'flag'
      if (takesArgument && i + 1 >= words.length) return { kind: 'beyond', what: `${word} without argument` }
      const following = words[i + (takesArgument ? 2 : 1)] ?? null
      const second = following !== null && 'readWord' in option.type && /^[-!]/.test(following) ? null : following
      const rejection = found.give(option, inverted, takesArgument ? next : '', second)
      if (rejection !== null) return { kind: 'rejected', rejection }
      i += (takesArgument ? 1 : 0) + (option.takesSecondWord && second !== null ? 1 : 0)
    } else return { kind: 'beyond', what: word }
    inverted = false
  }
  return finish(matches, target, table, chain, entry.protocol)
}

function owner(option: string, matches: readonly Use[], target: Use | null): Use | null {
  if (target?.extension.optionsByName.has(option) === true) return target
  return matches.findLast((use) => use.extension.optionsByName.has(option)) ?? null
}

function finish(
  matches: readonly Use[],
  target: { readonly use: Use | null; readonly verdict: string } | null,
  table: TableName,
  chain: string,
  protocol: { number: number; inverted: boolean } | null,
): ReadRule {
  if (matches.length === 0 && target?.use == null) return { kind: 'beyond', what: 'no extension' }
  const uses: { extension: Extension; parameters: Parameters }[] = []
  for (const use of [...matches, ...(target?.use ? [target.use] : [])]) {
    const finished = use.finish()
    if (finished.kind === 'rejected') return finished
    uses.push({ extension: use.extension, parameters: finished.parameters })
  }
  const place = {
    table,
    chain,
    hooks: BASE_CHAINS[table].filter((hook: Hook) => hook === chain),
    protocol,
    matches: uses.map(({ extension, parameters }) => ({ kind: 'modelled' as const, name: extension.name, parameters })),
  }
  for (const { extension, parameters } of uses) {
    const rejection = checkUse(extension, parameters, place)
    if (rejection !== null) return { kind: 'rejected', rejection }
  }
  const saved = uses.map(
    ({ extension, parameters }) => ` ${extension.kind === 'match' ? '-m' : '-j'} ${extension.savedName}${extension.save(parameters)}`,
  )
  if (target !== null && target.use === null) saved.push(` -j ${target.verdict}`)
  const listed = uses.map(({ extension, parameters }) => extension.list(parameters, { protocol: protocol?.number ?? null }))
  return { kind: 'uses', uses, saved: saved.join(''), listed: listed.join('') }
}

/** Words as iptables-restore splits them: double quotes keep blanks, a backslash in them keeps the next character. */
export function splitWords(line: string): string[] {
  const words: string[] = []
  let word: string | null = null
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    const character = line[i] ?? ''
    if (character === '\\' && quoted) word = (word ?? '') + (line[++i] ?? '')
    else if (character === '"') {
      quoted = !quoted
      word ??= ''
    } else if (character === ' ' && !quoted) {
      if (word !== null) words.push(word)
      word = null
    } else word = (word ?? '') + character
  }
  if (word !== null) words.push(word)
  return words
}
