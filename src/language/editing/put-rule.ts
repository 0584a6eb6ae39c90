import type { TableName } from '../../model'
import { BASE_CHAINS } from '../../model'
import { Command } from '../../syntax/option-rules'
import type { OwnLines, SharedLines } from './command-sites'
import { applied, type OffsetEdit, sorted } from './offset-edits'
import { blockOf, lineEnd } from './rule-lines'
import { type ChainStep, type WrittenAs, writtenInOrder } from './rule-order'
import { ownLines, type RuleToken, type Statement, type Statements } from './statements'
import { replaceWords, restated, written } from './write-statement'

/** A chain, and the rule of it before which something goes; null for its end. */
export interface Target {
  readonly table: TableName
  readonly chain: string
  readonly before: RuleToken | null
}

/** What is put somewhere: the rules of a command that is there already, or new ones. */
export type Cargo =
  | { readonly kind: 'moved'; readonly statement: Statement }
  | { readonly kind: 'copied'; readonly statement: Statement }
  | { readonly kind: 'new'; readonly rule: string }

/** One way to write a change, sorted. `cost` is the lower the more it looks like what a person would do. */
export interface Candidate {
  readonly edits: readonly OffsetEdit[]
  readonly cost: number
}

/** Ways to take a command's rules away: `keep` says what becomes of its lines. */
export function takingAway(all: Statements, statement: Statement, keep: 'nothing' | 'comment'): readonly Candidate[] {
  const cut = keep === 'comment' ? commented(all.text, statement) : removed(all, statement)
  if (cut === null) return []
  const plain = sorted(cut)
  const numbered = renumbered(all, statement, null, null)
  const careful = numbered === null ? null : sorted([...cut, ...numbered.edits])
  return [
    ...(plain === null ? [] : [{ edits: plain, cost: 0 }]),
    ...(careful === null || numbered === null ? [] : [{ edits: careful, cost: numbered.cost + 1 }]),
  ]
}

/** Ways to put rules somewhere, the most natural first. What they come to has still to be looked at: a way may not work. */
export function putting(all: Statements, cargo: Cargo, target: Target): readonly Candidate[] {
  const source = cargo.kind === 'moved' ? cargo.statement : null
  const cut = source === null ? [] : removed(all, source)
  if (cut === null) return []
  const candidates: Candidate[] = []
  for (const place of placesFor(all, source, target)) {
    const placed = renumbered(all, source, { cargo, target }, place.index)
    if (placed === null || placed.as === null) continue
    const text = cargoText(all, cargo, target, placed.as)
    if (text === null) continue
    const insertion = place.write(text)
    if (insertion === null) continue
    const edits = sorted(joined(source, cut, insertion, { text, others: placed.edits }))
    if (edits === null) continue
    candidates.push({ edits, cost: placed.cost + place.cost + (placed.as.kind === 'append' ? 0 : all.form === 'save' ? 6 : 1) })
  }
  return candidates.toSorted((one, other) => one.cost - other.cost)
}

/** An insertion right before or behind what is cut stands where the cut is; on a shared line, in the place of what is cut. */
function joined(
  source: Statement | null,
  cut: readonly OffsetEdit[],
  insertion: OffsetEdit,
  { text, others }: { readonly text: string; readonly others: readonly OffsetEdit[] },
): OffsetEdit[] {
  const inside = cut.find((edit) => edit.text === '' && insertion.start > edit.start && insertion.start < edit.end)
  if (inside === undefined) return [insertion, ...cut, ...others]
  if (source?.site.kind === 'shared lines') return [{ start: source.site.share.start, end: inside.end, text: text.trim() }, ...others]
  return [{ ...insertion, start: inside.end, end: inside.end }, ...cut, ...others]
}

/** Takes a command out with its lines, or out of those that it shares; a -R becomes the -D that is left of it. Null where it cannot go alone. */
function removed(all: Statements, statement: Statement): readonly OffsetEdit[] | null {
  if (statement.command === Command.REPLACE) {
    const { words, chainWord, numberWord, chain } = statement
    if (words.at(chainWord) !== chain || chainWord < 1) return null
    return [replaceWords(statement, chainWord - 1, words.count - 1, `-D ${words.at(chainWord) ?? ''} ${words.at(numberWord) ?? ''}`)]
  }
  if (statement.site.kind === 'shared lines') return [cutOut(statement.site.share)]
  const block = blockOf(all, statement)
  return block === null ? null : [{ ...block, text: '' }]
}

/** What stood before and behind the command is joined by the looser of its two joints. */
function cutOut({ start, end, before, behind }: SharedLines): OffsetEdit {
  if (behind !== null && before?.joint !== '&&') return { start, end: behind.start, text: '' }
  return { start: before?.end ?? start, end, text: '' }
}

/** A # before each line of a command, which is given lines of its own where it shares them. */
function commented(text: string, statement: Statement): readonly OffsetEdit[] | null {
  const { site } = statement
  if (site.kind === 'alternative') return null
  const instead = deletionInstead(text, statement)
  if (instead === null) return null
  if (site.kind === 'shared lines') return [commentedApart(text, site.share, instead)]
  const edits: OffsetEdit[] = []
  for (let at = site.lines.start; at < site.lines.end; ) {
    edits.push({ start: at, end: at, text: '# ' })
    const newline = text.indexOf('\n', at)
    at = newline < 0 ? site.lines.end : newline + 1
  }
  return instead === '' ? edits : [...edits, inserted(text, site.lines.end, `${instead}${lineEnd(text)}`)]
}

/** Without a -R the rule that it took the place of would be back: this takes that away. Empty for other commands; null where it cannot be said. */
function deletionInstead(text: string, { command, words, chain, chainWord, numberWord, start }: Statement): string | null {
  if (command !== Command.REPLACE) return ''
  if (words.at(chainWord) !== chain || chainWord < 1) return null
  const head = text.slice(start, words.start[chainWord - 1] ?? start)
  return head.includes('\n') ? null : `${head}-D ${chain} ${words.at(numberWord) ?? ''}`
}

/** A shell goes on behind `&&` and a line break, past comments: what stands before and behind stays joined. */
function commentedApart(text: string, { start, end, before, behind, lines }: SharedLines, instead: string): OffsetEdit {
  const newLine = `${lineEnd(text)}${/^[ \t]*/.exec(text.slice(lines.start))?.[0] ?? ''}`
  const comment = `# ${text.slice(start, end).replace(/\n/g, '\n# ')}`
  const isJoined = before?.joint === '&&' && (instead !== '' || behind?.joint === '&&')
  const head = before === null ? '' : `${isJoined ? ' &&' : ''}${newLine}`
  const tail = instead === '' ? '' : `${newLine}${instead}${behind === null ? '' : behind.joint === ';' ? '; ' : ' && '}`
  return {
    start: before?.end ?? start,
    end: behind?.start ?? end,
    text: `${head}${comment}${tail}${behind === null || instead !== '' ? '' : newLine}`,
  }
}

interface Renumbered {
  readonly edits: readonly OffsetEdit[]
  /** How the cargo has to be written; null where nothing is put. */
  readonly as: WrittenAs | null
  readonly cost: number
}

/**
 * What has to change in the other commands on the chains concerned when `source` goes and the cargo stands before the statement of
 * that index.
 */
function renumbered(
  all: Statements,
  source: Statement | null,
  put: { readonly cargo: Cargo; readonly target: Target } | null,
  index: number | null,
): Renumbered | null {
  const sourceKey = source === null ? null : `${source.table}/${source.chain ?? ''}`
  const targetKey = put === null ? null : `${put.target.table}/${put.target.chain}`
  const edits: OffsetEdit[] = []
  let as: WrittenAs | null = null
  let cost = 0
  for (const key of new Set([sourceKey, targetKey])) {
    if (key === null) continue
    const own = tokensOf(put?.cargo ?? null)
    const steps: ChainStep[] = []
    let cargoStep: ChainStep | null = null
    const addCargo = () => {
      if (key !== targetKey || put === null) return
      cargoStep = { statement: put.cargo.kind === 'new' ? null : put.cargo.statement, made: own, gone: [] }
      // What was a -R stands for itself again.
      if (cargoStep.statement?.command === Command.REPLACE) cargoStep = { ...cargoStep, statement: null }
      steps.push(cargoStep)
    }
    all.all.forEach((statement, at) => {
      if (at === index) addCargo()
      if (key !== `${statement.table}/${statement.chain ?? ''}` && !(statement.chain === null && key.startsWith(`${statement.table}/`)))
        return
      const gone =
        statement.chain === null ? statement.gone.filter((token) => all.histories.get(key)?.includes(token) === true) : statement.gone
      if (statement === source) {
        if (source.command === Command.REPLACE) steps.push({ statement, made: [], gone })
        return
      }
      if (statement.made.length > 0 || gone.length > 0) steps.push({ statement, made: statement.made, gone })
    })
    if (index === all.all.length) addCargo()
    const order = orderWanted(all, key, source, key === targetKey ? put : null)
    const forms = writtenInOrder(steps, order)
    if (forms === null) return null
    for (const [at, step] of steps.entries()) {
      const form = forms[at]
      if (form === undefined) return null
      if (step === cargoStep) {
        as = form
        continue
      }
      if (step.statement === null || (step.made.length === 0 && form.kind === 'append')) continue
      const own = restated(step.statement, { table: step.statement.table, chain: step.statement.chain ?? '', as: form }, false)
      if (own === null) return null
      if (step.statement === source && own.length > 0) return null
      edits.push(...own)
      cost += own.length * 10
    }
  }
  return { edits, as, cost }
}

const NEW_RULE: RuleToken = { rule: emptyRule(), words: null, checkedFor: -1 }

function emptyRule(): RuleToken['rule'] {
  const span = { line: 1, column: 1, endLine: 1, endColumn: 1 }
  const header = { source: null, destination: null, in: null, out: null, protocol: null, fragment: null }
  return { counters: { packets: 0, bytes: 0 }, header, matches: [], target: { kind: 'none' }, span, key: '' }
}

/** What the cargo is in the order of rules: itself where it moves, one in place of all where it is new. */
function tokensOf(cargo: Cargo | null): readonly RuleToken[] {
  if (cargo === null) return []
  return cargo.kind === 'moved' ? cargo.statement.made : [NEW_RULE]
}

function orderWanted(
  { histories }: Statements,
  key: string,
  source: Statement | null,
  put: { readonly cargo: Cargo; readonly target: Target } | null,
): readonly RuleToken[] {
  const taken = new Set(source?.made ?? [])
  const order = (histories.get(key) ?? []).filter((token) => !taken.has(token))
  if (put === null) return order
  const at = put.target.before === null ? order.length : order.indexOf(put.target.before)
  return [...order.slice(0, at), ...tokensOf(put.cargo), ...order.slice(at)]
}

/** A place of the text where the cargo may stand: before which statement, and how its lines are put there. */
interface TextPlace {
  readonly index: number
  readonly cost: number
  /** Null where the cargo cannot stand there. */
  readonly write: (lines: string) => OffsetEdit | null
}

/** On lines of its own, from an offset on. */
function ownLine(text: string, offset: number): TextPlace['write'] {
  return (lines) => inserted(text, offset, lines)
}

/** Between two commands on the same lines, joined as they are. What has comments or is more than one command needs lines of its own. */
function between(text: string, offset: number, joint: ';' | '&&'): TextPlace['write'] {
  return (lines) => {
    const command = lines.trim()
    const isPlain = !/(^|\s)#|[^\\]\r?\n/.test(command)
    const written = isPlain ? `${command}${joint === ';' ? '; ' : ' && '}` : `${lineEnd(text)}${lines}`
    return { start: offset, end: offset, text: written }
  }
}

function placeBefore(all: Statements, statement: Statement, cost: number): readonly TextPlace[] {
  const { text } = all
  const { site } = statement
  const index = all.all.indexOf(statement)
  if (site.kind === 'shared lines') {
    const { before, start, lines } = site.share
    return [{ index, cost, write: before === null ? ownLine(text, lines.start) : between(text, start, before.joint) }]
  }
  const block = blockOf(all, statement)
  return block === null ? [] : [{ index, cost, write: ownLine(text, block.start) }]
}

function placeBehind(all: Statements, statement: Statement, cost: number): readonly TextPlace[] {
  const { text } = all
  const { site } = statement
  const index = all.all.indexOf(statement) + 1
  if (site.kind === 'alternative') return []
  if (site.kind === 'own lines') return [{ index, cost, write: ownLine(text, site.lines.end) }]
  const { behind, lines } = site.share
  return [{ index, cost, write: behind === null ? ownLine(text, lines.end) : between(text, behind.start, behind.joint) }]
}

function placesFor(all: Statements, source: Statement | null, { table, chain, before }: Target): readonly TextPlace[] {
  const places: TextPlace[] = []
  const maker = before === null ? undefined : all.maker.get(before)
  if (maker !== undefined) {
    places.push(...placeBefore(all, maker, 0), ...placeBehind(all, maker, 1))
  }
  const live = all.chains.get(`${table}/${chain}`) ?? []
  const lastMaker = lastOf(live.filter((token) => source?.made.includes(token) !== true).map((token) => all.maker.get(token)))
  if (before === null && lastMaker !== undefined) places.push(...placeBehind(all, lastMaker, 0))
  const mentions = all.all.filter((statement) => statement !== source && statement.table === table && statement.chain === chain)
  const lastMention = mentions.at(-1)
  if (lastMention !== undefined) places.push(...placeBehind(all, lastMention, 2))
  if (all.form === 'save') places.push(...placesInSection(all, table, chain))
  else places.push(...placesInScript(all, source, table))
  return places
}

function lastOf(statements: readonly (Statement | undefined)[]): Statement | undefined {
  return statements.findLast((statement) => statement !== undefined)
}

/** Before the first rule of a chain that is declared later, and before COMMIT; a table of its own where there is none. */
function placesInSection(all: Statements, table: TableName, chain: string): readonly TextPlace[] {
  const section = all.sections.findLast((candidate) => candidate.table === table)
  const { text } = all
  if (section === undefined) {
    if (!BASE_CHAINS[table].some((base) => base === chain)) return []
    const end = lineEnd(text)
    const head = [`*${table}`, ...BASE_CHAINS[table].map((base) => `:${base} ACCEPT [0:0]`)].join(end)
    const write: TextPlace['write'] = (line) => inserted(text, text.length, `${head}${end}${line}COMMIT${end}`)
    return [{ index: all.all.length, cost: 3, write }]
  }
  const inside = all.all.filter(({ start }) => start > section.start && start < section.commit)
  const declared = section.chains.map(({ name }) => name)
  const later = new Set(declared.slice(declared.indexOf(chain) + 1))
  const follower = declared.includes(chain)
    ? inside.find((statement) => statement.made.length > 0 && later.has(statement.chain ?? ''))
    : undefined
  const last = inside.at(-1)
  const end = {
    index: last === undefined ? firstBehind(all, section.commit) : all.all.indexOf(last) + 1,
    cost: 4,
    write: ownLine(text, section.commit),
  }
  return follower === undefined ? [end] : [...placeBefore(all, follower, 3), end]
}

function firstBehind({ all }: Statements, offset: number): number {
  const index = all.findIndex(({ start }) => start >= offset)
  return index < 0 ? all.length : index
}

function placesInScript(all: Statements, source: Statement | null, table: TableName): readonly TextPlace[] {
  const others = all.all.filter((statement) => statement !== source)
  const places: TextPlace[] = []
  const last = others.findLast((statement) => statement.table === table)
  for (const statement of [last, others.at(-1)]) if (statement !== undefined) places.push(...placeBehind(all, statement, 5))
  if (others.length === 0) places.push({ index: all.all.length, cost: 6, write: ownLine(all.text, all.text.length) })
  return places
}

/** The lines of the cargo where it goes, with their line end. */
function cargoText(all: Statements, cargo: Cargo, target: Target, as: WrittenAs): string | null {
  const { text, form } = all
  const end = lineEnd(text)
  if (cargo.kind === 'new') return `${newLine(all, cargo.rule, target, as)}${end}`
  const { statement } = cargo
  const stays = statement.table === target.table && statement.chain === target.chain
  // The check before it names the chain, too.
  if (cargo.kind === 'moved' && !stays && isChecked(text, statement)) return null
  const block = cargoBlock(all, cargo)
  const edits = restated(statement, { table: target.table, chain: target.chain, as }, form === 'commands')
  const inOrder = edits === null ? null : sorted(edits)
  if (block === null || inOrder === null) return null
  const relative = inOrder.map((edit) => ({ ...edit, start: edit.start - block.start, end: edit.end - block.start }))
  let moved = applied(text.slice(block.start, block.end), relative)
  if (cargo.kind === 'copied' && form === 'save') moved = moved.replace(/^\[\d+:\d+\]/, '[0:0]')
  return moved.endsWith('\n') ? moved : `${moved}${end}`
}

/** What goes with a rule: its lines with their comments, or what is its own of those that it shares. Null where that cannot be said. */
function cargoBlock(all: Statements, { kind, statement }: Exclude<Cargo, { readonly kind: 'new' }>): OwnLines | null {
  const { site, start, end } = statement
  if (site.kind === 'alternative') return null
  // Where the rule is there already, its check would keep the copy away.
  if (kind === 'copied' && isChecked(all.text, statement)) return { start, end }
  if (site.kind === 'shared lines') return { start: site.share.start, end: site.share.end }
  return kind === 'moved' && statement.command !== Command.REPLACE ? blockOf(all, statement) : site.lines
}

/** Whether `iptables -C ... ||` stands before the command. */
function isChecked(text: string, { site, start }: Statement): boolean {
  const from = site.kind === 'shared lines' ? site.share.start : site.kind === 'own lines' ? site.lines.start : start
  return /\|\|\s*$/.test(text.slice(from, start))
}

/** A new rule's line in the manner of those around it. */
function newLine(all: Statements, rule: string, { table, chain, before }: Target, as: WrittenAs): string {
  const inScript = all.form === 'commands'
  const name = written(chain, inScript)
  const command = as.kind === 'append' ? `-A ${name}` : as.kind === 'insert' && as.number > 1 ? `-I ${name} ${as.number}` : `-I ${name}`
  const words = `${command}${rule === '' ? '' : ` ${rule}`}`
  if (!inScript) return `${/^\[\d+:\d+\] *-/m.test(all.text) ? '[0:0] ' : ''}${words}`
  const model =
    (before === null ? undefined : all.maker.get(before)) ?? all.all.findLast((statement) => statement.table === table) ?? all.all.at(-1)
  const program = model === undefined ? 'iptables ' : all.text.slice(model.start, model.words.start[0] ?? model.start)
  const indent = model === undefined ? '' : all.text.slice(ownLines(model)?.start ?? model.start, model.start)
  return `${indent}${program}${table === 'filter' ? '' : `-t ${table} `}${words}`
}

function inserted(text: string, offset: number, lines: string): OffsetEdit {
  const broken = offset > 0 && text[offset - 1] !== '\n'
  return { start: offset, end: offset, text: broken ? `${lineEnd(text)}${lines}` : lines }
}
