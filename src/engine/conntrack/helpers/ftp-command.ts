import type { Ipv4 } from '../../../model'
import type { DirectionIndex } from '../connection'

/** The address and port of a data connection, as a line of an FTP control connection names them (RFC 959, RFC 2428). */
export interface FtpCommand {
  readonly form: 'PORT' | 'EPRT' | 'PASV' | 'EPSV'
  /** Null where the line names none (EPSV): then it is the sender's own. */
  readonly address: Ipv4 | null
  readonly port: number
  /** Where in the payload the address and port stand. */
  readonly at: number
  readonly length: number
}

/** A line that begins like one of these but cannot be read to its end; the kernel drops it, and its log names the `pattern`. */
export interface PartialCommand {
  readonly form: 'partial'
  readonly pattern: string
}

interface Form {
  readonly form: FtpCommand['form']
  readonly begins: string
  /** Everything up to this character is passed over. */
  readonly skipTo: string | null
  read(text: string, from: number): Omit<FtpCommand, 'form'> | null
}

/** Clients name where they listen, servers answer where they do. */
const FORMS: readonly [readonly Form[], readonly Form[]] = [
  [
    { form: 'PORT', begins: 'PORT', skipTo: ' ', read: (text, from) => readSix(text, from, '\r') },
    { form: 'EPRT', begins: 'EPRT', skipTo: ' ', read: readExtended },
  ],
  [
    { form: 'PASV', begins: '227 ', skipTo: null, read: readPassive },
    { form: 'EPSV', begins: '229 ', skipTo: '(', read: readExtendedPassive },
  ],
]

/** Looks for the command at the beginning of a payload (nf_conntrack_ftp.c, find_pattern). */
export function readFtpLine(payload: string, direction: DirectionIndex): FtpCommand | PartialCommand | null {
  for (const form of FORMS[direction]) {
    const { begins, skipTo } = form
    const partial: PartialCommand = { form: 'partial', pattern: begins }
    const start = payload.slice(0, begins.length).toUpperCase()
    if (payload.length <= begins.length) {
      if (payload !== '' && begins.startsWith(start)) return partial
      continue
    }
    if (start !== begins) continue
    let from = begins.length
    if (skipTo !== null) {
      const at = payload.indexOf(skipTo, from)
      if (at < 0 || at === payload.length - 1) return partial
      from = at + 1
    }
    const found = form.read(payload, from)
    return found === null ? partial : { form: form.form, ...found }
  }
  return null
}

/** Numbers between separators, up to an end character, or to any that is no digit where that is null (try_number). They are not checked for size. */
function readNumbers(
  text: string,
  from: number,
  count: number,
  separator: string,
  end: string | null,
): { numbers: number[]; length: number } | null {
  const numbers = [0]
  for (let at = from; at < text.length && numbers.length <= count; at++) {
    const character = text.charAt(at)
    if (character >= '0' && character <= '9') numbers.push(((numbers.pop() ?? 0) * 10 + Number(character)) >>> 0)
    else if (character === separator) numbers.push(0)
    else return (character === end || end === null) && numbers.length === count && at > from ? { numbers, length: at - from } : null
  }
  return null
}

/** `192,168,1,10,200,10` (try_rfc959). */
function readSix(text: string, from: number, end: string | null): Omit<FtpCommand, 'form'> | null {
  const read = readNumbers(text, from, 6, ',', end)
  if (read === null) return null
  const [a = 0, b = 0, c = 0, d = 0, high = 0, low = 0] = read.numbers
  return { address: addressOf(a, b, c, d), port: ((high << 8) | low) & 0xffff, at: from, length: read.length }
}

/** `Entering Passive Mode (192,168,1,10,200,10).`: from the first digit on, for servers write what they like around it (try_rfc1123). */
function readPassive(text: string, from: number): Omit<FtpCommand, 'form'> | null {
  const digit = text.slice(from).search(/\d/)
  return digit < 0 ? null : readSix(text, from + digit, null)
}

/** `|1|192.168.1.10|51210|` (try_eprt). */
function readExtended(text: string, from: number): Omit<FtpCommand, 'form'> | null {
  const delimiter = text.charAt(from)
  if (text.length - from <= 3 || !isDelimiter(delimiter) || text.charAt(from + 1) !== '1' || text.charAt(from + 2) !== delimiter)
    return null
  const read = readNumbers(text, from + 3, 4, '.', delimiter)
  if (read === null) return null
  const [a = 0, b = 0, c = 0, d = 0] = read.numbers
  const port = readPort(text, from + 3 + read.length + 1, delimiter)
  return port === null ? null : { address: addressOf(a, b, c, d), port: port.value, at: from, length: port.end - from }
}

/** `|||51210|` (try_epsv_response). */
function readExtendedPassive(text: string, from: number): Omit<FtpCommand, 'form'> | null {
  const delimiter = text.charAt(from)
  if (text.length - from <= 3 || !isDelimiter(delimiter) || text.slice(from, from + 3) !== delimiter.repeat(3)) return null
  const port = readPort(text, from + 3, delimiter)
  return port === null ? null : { address: null, port: port.value, at: from, length: port.end - from }
}

/** A port that is not 0, and its delimiter (get_port). `end` is behind the delimiter. */
function readPort(text: string, from: number, delimiter: string): { value: number; end: number } | null {
  let value = 0
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === delimiter) return value === 0 ? null : { value, end: at + 1 }
    if (character < '0' || character > '9') return null
    value = (value * 10 + Number(character)) & 0xffff
  }
  return null
}

function isDelimiter(character: string): boolean {
  return character >= '!' && character <= '~' && (character < '0' || character > '9')
}

function addressOf(a: number, b: number, c: number, d: number): Ipv4 {
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
}
