import type { Span } from '../../model'
import { conntrackLine } from '../../trace/conntrack-line'
import { connectionOf } from '../conntrack'
import { lineOfOptions } from '../conntrack-save'
import { type ImportDraft, putLine } from '../import-draft'
import type { Block } from '../recognise'
import { readSaveBlock } from '../rules/read-save-block'
import { runOnTop } from '../rules/run-commands'
import { type SourceLine, wordsOf } from '../source-lines'
import { expandScript, type PlainCommand } from './expand'
import { readWgQuick } from './wg-quick'

/** iptables' own commands of the scripts, one a line, in the order in which they would run. */
export interface ScriptCommands {
  readonly lines: readonly SourceLine[]
  readonly span: Span
}

const NOWHERE: Span = { line: 1, column: 1, endLine: 1, endColumn: 1 }
const PIPED_TO_RESTORE = /\|\s*(?:sudo\s+)?(?:\S*\/)?iptables(?:-legacy|-nft)?-restore\b/
/** Words that another command prints are the options of this one. */
const FED_TO_IPTABLES = /(?:^|\|\s*)xargs\s.*\biptables\b/
const SUDO = /^(?:sudo\s+(?:-\w+\s+)*|doas\s+|exec\s+|command\s+|timeout\s+(?:-\S+\s+)*\d+\w?\s+)+/
const QUIET =
  /^(?:set|unset|shift|exit|return|modprobe|insmod|sleep|logger|umask|cd|trap|ulimit|hash|test|source|wait|true|false|mkdir|rm|touch|chmod|chown|cp|mv|service|systemctl|rc-service|ifconfig|iptables-save|iptables-legacy-save|wg|ethtool|tc|conntrack|#!)\b/

/** Reads shell scripts and wg-quick files: iptables' commands, sets, and the network that they make. */
export function readScripts(blocks: readonly Block[], draft: ImportDraft): ScriptCommands {
  const lines: SourceLine[] = []
  for (const block of blocks) {
    const source = block.kind === 'wg-quick' ? readWgQuick(block, draft) : block.lines
    for (const command of expandScript(source, draft)) sort(command, lines, draft)
  }
  if (draft.restored) runOnTop(lines.splice(0), draft)
  const commands = lines.some(({ text }) => !text.startsWith('#')) ? lines : []
  return { lines: commands, span: blocks[0]?.span ?? NOWHERE }
}

/** Each command to where it belongs. */
function sort(command: PlainCommand, lines: SourceLine[], draft: ImportDraft): void {
  const { text, number } = command
  const line: SourceLine = { number, text }
  if (text.startsWith('#')) {
    lines.push(line)
    return
  }
  const plain = text.replace(SUDO, '').trim()
  const program = (wordsOf(plain)[0] ?? '').replace(/^["']|["']$/g, '').replace(/^.*\//, '')
  if (/^iptables(?:-legacy|-nft)?-restore$/.test(program) || PIPED_TO_RESTORE.test(plain)) {
    if (command.heredoc === null) draft.leaveOut(line, 'restore file missing')
    else {
      runOnTop(lines.splice(0), draft)
      draft.restored = true
      readSaveBlock(command.heredoc, draft, { noflush: /-restore\b.*\s(?:-n|--noflush)\b/.test(plain) })
    }
  } else if (program === 'ipset') {
    if (command.heredoc !== null) for (const one of command.heredoc) putLine(draft.sets, one.number, one.text)
    else if (/\b(?:create|add|del|flush|destroy|rename|swap)\b|\s-[NADFXEW]\s/.test(plain))
      putLine(draft.sets, number, plain.replace(/^\S+\s+/, '').replace(/\s*(?:2>|>|\|\|).*$/, ''))
  } else if (FED_TO_IPTABLES.test(plain)) draft.leaveOut(line, 'other command')
  else if (program === 'add' && wordsOf(plain).length > 2) putLine(draft.sets, number, plain)
  else if (
    /iptables/.test(text) &&
    !/^(?:echo|printf|logger|modprobe|which|command|cat|apt|apt-get|yum|dnf|systemctl|service)\b/.test(plain)
  )
    lines.push(/^timeout\s/.test(text) ? { number, text: plain } : line)
  else if (program === 'ip' && /^\S+\s+(?:-\S+\s+)*(?:a|l|r|ru|addr|address|link|route|rule)\b/.test(plain))
    putLine(draft.network, number, plain.replace(/\s*(?:2>|>|\|\|).*$/, ''))
  else if (program === 'conntrack' && /\s(?:-[IA]|--create|--add)\s/.test(plain)) {
    const connection = connectionOf(lineOfOptions(plain) ?? '')
    if (connection === null) draft.leaveOut(line, 'no conntrack line')
    else draft.connections.push(conntrackLine(connection, 0))
  } else if (program === 'sysctl' || (program === 'echo' && plain.includes('/proc/sys/net/'))) {
    if (/=|\/proc\/sys/.test(plain))
      putLine(draft.network, number, plain.replace(/\s*(?:\d|&)?>\s*(?:\/dev\/null|&\d).*$/, '').replace(/["']/g, ''))
  } else if (program !== 'echo' && program !== 'printf' && !QUIET.test(program) && plain !== '') draft.leaveOut(line, 'other command')
}
