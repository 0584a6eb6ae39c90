import { findTarget } from '../extensions/index'
import { KNOWN_TARGETS } from '../extensions/known-names'
import type { Diagnostic, Interface, Span } from '../model'
import { readSets } from '../syntax/ipset'
import { type NetworkOnly, readNetwork } from '../syntax/network'
import { readServices } from '../syntax/network-services'
import { networkText } from '../syntax/network-text'
import { saveLines } from '../syntax/print-save'
import { readRules } from '../syntax/read-rules'
import { ipsetLines } from '../trace/ipset-line'
import { type ImportDraft, numberedLines } from './import-draft'
import type { SectionTexts } from './imported'
import type { NoteKey } from './note-keys'
import type { Block } from './recognise'
import { loadSaved, showsWholeTable } from './rules/read-save-block'
import { isBaseChain, RulesDraft } from './rules/rules-draft'
import type { ScriptCommands } from './script/read-scripts'

const VERDICTS = new Set(['ACCEPT', 'DROP', 'RETURN', 'QUEUE'])

/** The texts of the sections that the draft fills, checked by the readers that will read them. */
export function finishSections(draft: ImportDraft, saves: readonly Block[], commands: ScriptCommands): SectionTexts {
  const rules = rulesText(draft, saves, commands)
  const sets = setsText(draft)
  const network = networkSection(draft)
  const services = servicesText(draft)
  return {
    ...(rules === null ? {} : { rules }),
    ...(sets === null ? {} : { sets }),
    ...(network === null ? {} : { network }),
    ...(services === null ? {} : { services }),
    ...(draft.connections.length === 0 ? {} : { connections: `${draft.connections.join('\n')}\n` }),
  }
}

function rulesText(draft: ImportDraft, saves: readonly Block[], commands: ScriptCommands): string | null {
  const onlySaves = draft.rules.empty ? false : saves.length > 0 && commands.lines.length === 0 && !draft.listed
  if (draft.rules.empty) return commands.lines.length === 0 ? null : commandsText(draft, commands)
  if (onlySaves) return savesText(draft, saves)
  if (commands.lines.length > 0) {
    draft.note('assumed', commands.span, 'listings after commands')
    addBelow(draft.rules, saveLines(readRules(commandsText(draft, commands), 'commands').value, { counters: true }))
  } else if (saves.length === 0 && draft.current.host.rules.trim() !== '') {
    const current = readRules(draft.current.host.rules)
    if (current.family === 'ipv4') addBelow(draft.rules, saveLines(current.value, { counters: true }))
  }
  return draftText(draft)
}

/** Puts what stood there before below what was pasted: tables that were not shown, and chains that a partial listing left out. */
function addBelow(rules: RulesDraft, lines: readonly string[]): void {
  const before = new RulesDraft()
  loadSaved(lines, before)
  for (const [name, chains] of before.tables) {
    const shown = rules.tables.get(name)
    if (shown !== undefined && showsWholeTable(name, new Set(shown.keys()))) continue
    const table = rules.table(name)
    for (const [chain, content] of chains) if (!table.has(chain)) table.set(chain, content)
  }
}

/** iptables-save text as it was pasted. */
function savesText(draft: ImportDraft, saves: readonly Block[]): string {
  const lines = saves.flatMap((block) => block.lines)
  const text = `${lines.map((line) => line.text).join('\n')}\n`
  const sources = lines.map(({ number }) => number)
  tell(readRules(text, 'save').diagnostics, sources, draft, 'rules say')
  return text
}

function commandsText(draft: ImportDraft, commands: ScriptCommands): string {
  const text = `${commands.lines.map((line) => line.text).join('\n')}\n`
  const reading = readRules(text, 'commands')
  tell(
    reading.diagnostics.filter(({ severity }) => severity === 'error'),
    commands.lines.map(({ number }) => number),
    draft,
    'script says',
  )
  return text
}

/** Text made from listings: what the reader refuses is left out, and said. */
function draftText(draft: ImportDraft): string {
  declareMissing(draft)
  const { lines, rules } = draft.rules.save()
  const kept = [...lines]
  let clean = true
  for (let round = 0; round < 20; round++) {
    const reading = readRules(`${kept.join('\n')}\n`, 'save')
    const errors = reading.diagnostics.filter(({ severity }) => severity === 'error')
    if (errors.length === 0) return clean ? `${saveLines(reading.value, { counters: true }).join('\n')}\n` : `${kept.join('\n')}\n`
    clean = false
    let changed = false
    for (const error of errors) {
      const index = error.span.line - 1
      const line = kept[index]
      if (line === undefined || line.startsWith('#') || line.startsWith('*') || line === 'COMMIT') continue
      kept[index] = `# ${line}`
      changed = true
      const span = rules[index]?.span
      if (span != null) draft.leaveOutAt(span, line, 'refused', error.speaker, error.message)
    }
    if (!changed) break
  }
  return `${kept.join('\n')}\n`
}

/** Chains that rules jump to and that no listing showed stand empty, so that the rest can be loaded. */
function declareMissing(draft: ImportDraft): void {
  for (const [name, table] of draft.rules.tables) {
    const known = (target: string): boolean => VERDICTS.has(target) || KNOWN_TARGETS.has(target) || findTarget(target) !== null
    const missing = draft.rules.missingChains(name, known)
    const shown = [...table.values()].find(({ span }) => span !== null)?.span ?? null
    for (const chain of missing) draft.rules.chain(name, chain, null)
    if (missing.length > 0 && shown !== null)
      draft.note('unknown', shown, 'chains not shown', name, `${missing.slice(0, 10).join(', ')}${missing.length > 10 ? ', ...' : ''}`)
    if (shown !== null && !showsWholeTable(name, new Set(table.keys()))) {
      const there = [...table.keys()].filter((chain) => isBaseChain(name, chain))
      draft.note('assumed', shown, 'only these chains', name, there.join(', '))
    }
  }
}

function setsText(draft: ImportDraft): string | null {
  if (draft.sets.size === 0) return null
  const { text, sources } = numberedLines(draft.sets)
  const read = readSets(text)
  tell(read.diagnostics, sources, draft, 'sets say')
  const names = new Set(read.value.map(({ name }) => name))
  const before = readSets(draft.current.host.sets).value.filter(({ name }) => !names.has(name))
  return `${[...ipsetLines(before), text].join('\n')}\n`
}

function networkSection(draft: ImportDraft): string | null {
  if (draft.network.size === 0) return null
  const { text, sources } = numberedLines(draft.network)
  const read = readNetwork(text)
  tell(read.diagnostics, sources, draft, 'network says')
  const before = draft.current.host.network.trim() === '' ? null : readNetwork(draft.current.host.network).value
  return networkText(before === null ? read.value : mergeNetworks(before, read.value))
}

/** What the paste shows of a kind replaces that kind; the rest of the network stays. */
function mergeNetworks(before: NetworkOnly, pasted: NetworkOnly): NetworkOnly {
  const addressed = pasted.interfaces.some(({ name, addresses }) => name !== 'lo' && addresses.length > 0)
  const more: readonly Interface[] = pasted.interfaces.filter(({ name }) => !before.interfaces.some((one) => one.name === name))
  return {
    interfaces: addressed ? pasted.interfaces : [...before.interfaces, ...more],
    routes: pasted.routes.length > 0 ? pasted.routes : before.routes,
    rules: pasted.rules.length > 0 ? pasted.rules : before.rules,
    sysctl: { ...before.sysctl, ...pasted.sysctl },
  }
}

function servicesText(draft: ImportDraft): string | null {
  if (draft.services.length === 0) return null
  const text = `${draft.services.join('\n')}\n`
  return readServices(text).value.length === 0 ? null : text
}

/** Diagnostics of a text that was put together from lines of the paste, at the lines that they came from. */
function tell(diagnostics: readonly Diagnostic[], sources: readonly number[], draft: ImportDraft, says: NoteKey): void {
  for (const { span, message, severity } of diagnostics) {
    if (severity === 'information') continue
    const line = sources[span.line - 1] ?? 1
    const at: Span = { line, column: 1, endLine: line, endColumn: 1 }
    if (severity === 'error') draft.leaveOutAt(at, '', says, message)
    else draft.note('unknown', at, says, message)
  }
}
