import { changing, type StoryAct } from './story'

/** The lines that wg-quick's PostUp gives iptables for an interface, as iptables-save prints them. */
function linesOf(name: string): { readonly forward: readonly [string, string]; readonly masquerade: string } {
  const comment = `-m comment --comment "Added in ${name}.conf"`
  return {
    forward: [`-A FORWARD -i ${name} ${comment} -j ACCEPT`, `-A FORWARD -o ${name} ${comment} -j ACCEPT`],
    masquerade: `-A POSTROUTING -o eth0 ${comment} -j MASQUERADE`,
  }
}

/**
 * What `wg-quick down` and `wg-quick up` do to a save file: PostDown deletes the first rule that is spelled like each of its own
 * (`iptables -D`), PostUp puts each back, at the end of its chain (`-A`) or at its beginning (`-I`).
 */
export function restartTunnel(rules: string, name: string, put: '-A' | '-I'): string {
  const { forward, masquerade } = linesOf(name)
  let lines = rules.split('\n')
  for (const line of [...forward, masquerade]) {
    const at = lines.indexOf(line)
    if (at < 0) return rules
    lines = lines.toSpliced(at, 1)
  }
  for (const line of forward) lines = putIn(lines, line, put)
  return putIn(lines, masquerade, '-A').join('\n')
}

/** Puts an `-A CHAIN` line first or last in its chain: among the lines of its table, which declares the chain once. */
function putIn(lines: readonly string[], line: string, put: '-A' | '-I'): string[] {
  const chain = line.split(' ', 2).join(' ')
  const inChain = (candidate: string) => candidate.startsWith(`${chain} `)
  const declared = lines.findLastIndex((candidate) => candidate.startsWith(`:${chain.slice(3)} `))
  const end = lines.indexOf('COMMIT', declared)
  const first = lines.findIndex(inChain)
  const last = lines.findLastIndex(inChain)
  return lines.toSpliced(first < 0 ? end : put === '-I' ? first : last + 1, 0, line)
}

/** wg0 taken down and up again, as its configuration has it. */
export const RESTART: StoryAct = changing('rules', 'Restart wg0', '重启 wg0', (rules) => restartTunnel(rules, 'wg0', '-A'))

/** The same, were it written with `-I`. */
export const RESTART_ON_TOP: StoryAct = changing('rules', 'Restart wg0, PostUp with -I', '重启 wg0（PostUp 用 -I）', (rules) =>
  restartTunnel(rules, 'wg0', '-I'),
)
