import { programOf } from '../../syntax/read-commands'
import type { ShellCommand } from '../../syntax/shell-words'

/** The lines that go with a command: from the first one's beginning to behind the last one's end. */
export interface OwnLines {
  readonly start: number
  readonly end: number
}

/** Where a command stands that shares its lines with others (`iptables -F; iptables -A INPUT -j DROP`). */
export interface SharedLines {
  /** The command with its redirections, and with what only goes with it (`|| true`, `iptables -C ... ||` before it). */
  readonly start: number
  readonly end: number
  /** Where what stands before it on these lines ends, and what joins the two; null for the first. */
  readonly before: { readonly end: number; readonly joint: Joint } | null
  /** Where what stands behind it on these lines begins, and what joins the two; null for the last. */
  readonly behind: { readonly start: number; readonly joint: Joint } | null
  /** All of the lines. */
  readonly lines: OwnLines
}

type Joint = ';' | '&&'

/** How a command of iptables stands in a script. */
export type Site =
  | { readonly kind: 'own lines'; readonly lines: OwnLines }
  | { readonly kind: 'shared lines'; readonly share: SharedLines }
  /** Joined by `||` or `|` to another command of iptables: which of them runs is found out when the script does. */
  | { readonly kind: 'alternative' }

/** The sites of a script's commands, each by its index. */
export function commandSites(text: string, commands: readonly ShellCommand[]): readonly Site[] {
  const ends = commands.map((command, index) => withRedirections(text, command, commands[index + 1]))
  const lines = commands.map(({ start }, index): OwnLines => {
    const newline = text.indexOf('\n', ends[index] ?? start)
    return { start: text.lastIndexOf('\n', start - 1) + 1, end: newline < 0 ? text.length : newline + 1 }
  })
  const startOf = (index: number) => commands[index]?.start ?? 0
  const endOf = (index: number) => ends[index] ?? 0
  const jointBefore = (index: number) => commands[index]?.after ?? ';'
  const isIptables = (index: number) => {
    const command = commands[index]
    return command !== undefined && programOf(command).kind === 'iptables'
  }
  /** Whether a command begins on a line on which the one before it ends, or is joined to it. */
  const goesOn = (index: number) =>
    index > 0 && index < commands.length && (jointBefore(index) !== ';' || (lines[index - 1]?.end ?? 0) > (lines[index]?.start ?? 0))

  return commands.map((_, index): Site => {
    let first = index
    while (isEither(jointBefore(first)) && first > 0 && isCheck(commands[first - 1])) first--
    if (isEither(jointBefore(first))) return { kind: 'alternative' }
    let last = index
    while (last + 1 < commands.length && jointBefore(last + 1) !== ';' && !isIptables(last + 1)) last++
    if (last + 1 < commands.length && isEither(jointBefore(last + 1))) return { kind: 'alternative' }
    let from = first
    while (goesOn(from)) from--
    let to = last
    while (goesOn(to + 1)) to++
    const all = { start: lines[from]?.start ?? 0, end: Math.max(...lines.slice(from, to + 1).map(({ end }) => end)) }
    const isAlone = from === first && to === last && text.slice(all.start, startOf(first)).trim() === ''
    if (isAlone) return { kind: 'own lines', lines: all }
    return {
      kind: 'shared lines',
      share: {
        start: startOf(first),
        end: endOf(last),
        before: from === first ? null : { end: endOf(first - 1), joint: jointOf(jointBefore(first)) },
        behind: to === last ? null : { start: startOf(last + 1), joint: jointOf(jointBefore(last + 1)) },
        lines: all,
      },
    }
  })
}

function isEither(joint: ShellCommand['after']): boolean {
  return joint === '||' || joint === '|'
}

function jointOf(joint: ShellCommand['after']): Joint {
  return joint === '&&' ? '&&' : ';'
}

/** `iptables -C`: changes nothing, and stands before the `||` of the command that makes the rule where there is none. */
function isCheck(command: ShellCommand | undefined): boolean {
  if (command === undefined || programOf(command).kind !== 'iptables') return false
  const { words } = command
  return words.text.slice(0, words.count).some((word) => word === '-C' || word === '--check')
}

/** `> file`, `2>/dev/null`, `2>&1`: they go with the command, though they are none of its words. */
const REDIRECTIONS = /^(?:[ \t]*(?:\d*(?:>>?|<)&?|&>>?)[ \t]*[^\s;&|<>]+)*/

function withRedirections(text: string, { end }: ShellCommand, next: ShellCommand | undefined): number {
  const line = text.indexOf('\n', end)
  const limit = Math.min(next?.start ?? text.length, line < 0 ? text.length : line)
  return end + (REDIRECTIONS.exec(text.slice(end, limit))?.[0].length ?? 0)
}
