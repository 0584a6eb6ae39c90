import type { Refused } from './parsed-command'

/** The version whose behaviour and words are followed. */
export const VERSION = 'v1.8.9 (legacy)'

/** What a tool prints for a refusal, as xtables_error does (libxtables/xtables.c): line number only from iptables-restore. */
export function refusalText(
  tool: 'iptables' | 'iptables-restore',
  refused: Pick<Refused, 'message' | 'bare' | 'status'>,
  line: number | null,
): string {
  const where = line === null ? '' : `Error occurred at line: ${line}\n`
  const help = `Try \`${tool} -h' or '${tool} --help' for more information.\n`
  const blank = refused.message.length < 5000 && FOLLOWED_BY_BLANK_LINE.test(refused.message) ? '\n' : ''
  const message = refused.message === '' ? '' : `${refused.bare ? '' : `${tool} ${VERSION}: `}${refused.message}\n${blank}`
  switch (refused.status) {
    case 2:
      return `${message}${where}${help}`
    case 3:
      return `${message}Perhaps ${tool} or your kernel needs to be upgraded.\n`
    default:
      return message
  }
}

/** libxtables' own messages about options bring a line end along (libxtables/xtoptions.c, xtables.c, libxt_set.h), and get another. */
const FOLLOWED_BY_BLANK_LINE = new RegExp(
  [
    String.raw`^\S+: (option "--.*(once\.|inverted\.|specified|requires ".*|together with ".*)|bad (integer )?value for option .*)$`,
    String.raw`^\S+: (Too many components for option "--|could not map name |trailing garbage after value for |Argument to "--)`,
    '^getaddrinfo: ',
    '^Port ".*" does not resolve to anything\\.$',
    '^Argument must have a (min|max)imum length of ',
    '^log level ".*" unknown$',
    "^Set .* doesn't exist\\.$",
  ].join('|'),
  's',
)

/** What iptables prints when libiptc or the kernel says no. */
export function failureText(message: string): string {
  return message === 'Invalid argument' || message === 'Bad policy name'
    ? `iptables: ${message}. Run \`dmesg' for more information.\n`
    : `iptables: ${message}.\n`
}
