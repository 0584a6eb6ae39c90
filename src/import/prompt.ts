import { TABLES, type TableName } from '../model'
import { wordsOf } from './source-lines'

/** A shell prompt with a command behind it: it says what the lines below it are. */
export interface Prompt {
  /** From 1. */
  readonly line: number
  /** What was typed, without the prompt and sudo. */
  readonly command: string
  /** The program's own name, without its folder: `iptables`. */
  readonly program: string
  /** `-t nat`; null where the command names none. */
  readonly table: TableName | null
  /** The output is only a part: the command ends in `| grep ...` or the like. */
  readonly filtered: boolean
  /** The command changes something: it belongs to the script itself. */
  readonly changes: boolean
}

const TOOLS =
  /^(?:ip6?tables|ip6?tables-(?:legacy|nft)|ip6?tables(?:-legacy|-nft)?-(?:save|restore)|xtables-monitor|ipset|ip|route|netstat|ss|ifconfig|conntrack|sysctl|tcpdump|nft|dmesg|journalctl|cat|tail|wg|bash|sh|curl|ping|nc|ssh|for|while|if)$/
const IPTABLES = /^iptables(?:-legacy|-nft)?$/
const WITH_HOST = /^\s*\[?[\w.-]+@[\w.-]+[^#$%>]{0,80}?\]?\s*[#$%>]\s*(?=\S)/
/** One that waits: nothing was typed yet. */
const WAITING = /^\s*\[?[\w.-]+@[\w.-]+[^#$%>=]{0,80}?\]?\s*[#$%]\s*$/
/** `gw# iptables -L`, `~ # ip addr`, `OpenWrt:/# nft list ruleset`: only before a tool that is known. */
const NAMED = /^\s*\(?(?:[\w.-]+\)?)?(?::?\s?[~/][\w/.~-]*)?\s?[#$%]\s+(?=\S)/
const BARE = /^\s*(?:bash-[\d.]+)?[$%>]\s+(?=\S)/
const ROOT = /^\s*#\s*(?=(?:\S*\/)?(?:iptables|ip6tables|tcpdump\s+-)|-t |-S|-L)/

/** The prompt that a line is, or null. A `#` alone begins a comment, unless what follows can only be a listing command. */
export function promptOf(text: string, line: number): Prompt | null {
  const isComment = /^\s*#/.test(text)
  const root = isComment ? ROOT.exec(text) : null
  if (root !== null) {
    const prompt = promptWith(text.slice(root[0].length), line)
    return isListing(prompt.command) && !prompt.changes ? prompt : null
  }
  if ('#$%'.includes(text.charAt(text.length - 1)) && WAITING.test(text)) return promptWith('', line)
  const found = BARE.exec(text) ?? (text.includes('@') ? WITH_HOST.exec(text) : null) ?? (isComment ? null : NAMED.exec(text))
  if (found === null) return null
  const prompt = promptWith(text.slice(found[0].length), line)
  return TOOLS.test(prompt.program) || found[0].includes('@') ? prompt : null
}

function isListing(command: string): boolean {
  return /(?:^|\s)(?:-[a-zA-Z]*[LS][a-zA-Z]*|--list(?:-rules)?)(?:\s|$)|-save\b|^tcpdump\s/.test(command)
}

function promptWith(typed: string, line: number): Prompt {
  const command = bareCommand(typed.trim())
  const path = /^\S*/.exec(command)?.[0] ?? ''
  const program = path.slice(path.lastIndexOf('/') + 1)
  return {
    line,
    command,
    program,
    table: command.includes('-t') ? tableOf(wordsOf(command)) : null,
    filtered: command.includes('|') && /\|\s*(?:grep|egrep|head|tail|awk|sed)\b/.test(command),
    changes: changesSomething(program, command),
  }
}

/** Without what only says as whom and where it runs. */
function bareCommand(typed: string): string {
  const command = /^(?:sudo|doas)\s/.test(typed) ? typed.replace(/^(?:sudo\s+(?:-\w+\s+)*|doas\s+)/, '') : typed
  return command.startsWith('ip') ? command.replace(/^ip\s+netns\s+exec\s+\S+\s+/, '') : command
}

/** The table that iptables' words name. */
export function tableOf(words: readonly string[]): TableName | null {
  for (const [index, word] of words.entries()) {
    const name =
      word === '-t' || word === '--table' ? words[index + 1] : word.startsWith('--table=') ? word.slice(8) : /^-t(\w+)$/.exec(word)?.[1]
    const known = TABLES.find((table) => table === name)
    if (known !== undefined) return known
  }
  return null
}

function changesSomething(program: string, command: string): boolean {
  if (IPTABLES.test(program)) return /\s/.test(command) && !isListing(command)
  switch (program) {
    case 'ipset':
      return /^\S+\s+(?:create|add|del|flush|destroy|rename|swap|-[NADFXEW])(?:\s|$)/.test(command)
    case 'ip':
      return /\s(?:add|del|delete|replace|change|set)(?:\s|$)/.test(command)
    case 'sysctl':
      return /\s(?:-w(?:\s|$)|[\w./-]+=)/.test(command)
    case 'echo':
      return command.includes('/proc/sys/')
    default:
      return false
  }
}
