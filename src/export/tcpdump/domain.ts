import { formatIpv4 } from '../../model'
import { type Captured, read8, read16, read32 } from './bytes'

const OPERATIONS = [
  '',
  ' inv_q',
  ' stat',
  ' op3',
  ' notify',
  ' update',
  ' op6',
  ' op7',
  ' op8',
  ' updateA',
  ' updateD',
  ' updateDA',
  ' updateM',
  ' updateMA',
  ' zoneInit',
  ' zoneRef',
] as const
const ANSWERS = [
  '',
  ' FormErr',
  ' ServFail',
  ' NXDomain',
  ' NotImp',
  ' Refused',
  ' YXDomain',
  ' YXRRSet',
  ' NXRRSet',
  ' NotAuth',
  ' NotZone',
  ' Resp11',
  ' Resp12',
  ' Resp13',
  ' Resp14',
  ' Resp15',
] as const
const TYPES: { readonly [type: number]: string } = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  6: 'SOA',
  12: 'PTR',
  15: 'MX',
  16: 'TXT',
  28: 'AAAA',
  33: 'SRV',
  255: 'ANY',
}
const HEADER = 12
const INTERNET = 1
const CLASSES: { readonly [group: number]: string } = { 3: 'CHAOS', 4: 'HS', 255: 'ANY' }
/** A name may point at others: not for ever. */
const MOST_POINTERS = 20

/**
 * A question or an answer of DNS (RFC 1035), as tcpdump 4.99 writes it (print-domain.c domain_print): `42+ A? example.org. (29)`. Null where it holds
 * what is not printed here.
 */
export function domainMessage(captured: Captured, at: number, length: number, verbose: boolean): string | null {
  if (length < HEADER) return `domain [length ${length} < ${HEADER}] (invalid)`
  const word = (index: number): number => read16(captured, at + 2 * index) ?? 0
  const [id, flags, questions, answers, authorities, more] = [word(0), word(1), word(2), word(3), word(4), word(5)]
  const operation = OPERATIONS[(flags >> 11) & 15] ?? ''
  const reader = new MessageReader(captured, at, at + length)
  if ((flags & 0x8000) === 0) {
    // Inverse questions are answered in the question's place.
    if (((flags >> 11) & 15) === 1) return null
    let text = `${id}${operation}${flags & 0x100 ? '+' : ''}${flags & 0x10 ? '%' : ''}`
    if (flags & 0x6cf) text += ` [b2&3=0x${flags.toString(16)}]`
    if (answers !== 0) text += ` [${answers}a]`
    if (questions !== 1) text += ` [${questions}q]`
    if (authorities !== 0) text += ` [${authorities}n]`
    if (more !== 0) text += ` [${more}au]`
    for (let index = 0; index < questions; index++) {
      const question = reader.question()
      if (question === null) return `${text} [|domain]`
      text += question
    }
    return `${text} (${length})`
  }
  const response = ANSWERS[flags & 15] ?? ''
  const marks = `${flags & 0x400 ? '*' : ''}${flags & 0x80 ? '' : '-'}${flags & 0x200 ? '|' : ''}${flags & 0x20 ? '$' : ''}`
  let text = `${id}${operation}${response}${marks}${questions === 1 ? '' : ` [${questions}q]`}`
  for (let index = 0; index < questions; index++) if (reader.question() === null) return `${text} [|domain]`
  text += ` ${answers}/${authorities}/${more}`
  const records: string[] = []
  for (let index = 0; index < answers; index++) {
    const record = reader.record(verbose)
    if (record === null) return null
    records.push(record)
  }
  return `${text}${records.join(',')} (${length})`
}

class MessageReader {
  private at: number

  constructor(
    private readonly captured: Captured,
    private readonly begin: number,
    private readonly end: number,
  ) {
    this.at = begin + HEADER
  }

  /** ` A? example.org.`; null where it is cut short. */
  question(): string | null {
    const name = this.name()
    const [type, group] = [read16(this.captured, this.at), read16(this.captured, this.at + 2)]
    if (name === null || type === null || group === null) return null
    this.at += 4
    return ` ${TYPES[type] ?? `Type${type}`}${group === INTERNET ? '' : ` ${CLASSES[group] ?? `(Class ${group})`}`}? ${name}`
  }

  /** ` A 192.0.2.7`, with -v behind its name. */
  record(verbose: boolean): string | null {
    const name = this.name()
    const [type, group, length] = [read16(this.captured, this.at), read16(this.captured, this.at + 2), read16(this.captured, this.at + 8)]
    if (name === null || type === null || group !== INTERNET || length === null) return null
    this.at += 10
    const next = this.at + length
    const data = next > this.end ? null : this.data(type, next)
    this.at = next
    return data === null ? null : `${verbose ? ` ${name}` : ''} ${TYPES[type]} ${data}`
  }

  private data(type: number, next: number): string | null {
    switch (type) {
      case 1:
        return next - this.at === 4 ? formatIpv4(read32(this.captured, this.at) ?? 0) : null
      case 2:
      case 5:
      case 12:
        return this.name()
      case 15: {
        const preference = read16(this.captured, this.at)
        this.at += 2
        const name = this.name()
        return name === null ? null : `${name} ${preference}`
      }
      case 16: {
        const texts: string[] = []
        while (this.at < next) {
          const size = read8(this.captured, this.at) ?? 0
          if (this.at + 1 + size > next) return null
          texts.push(`"${String.fromCharCode(...this.captured.bytes.subarray(this.at + 1, this.at + 1 + size))}"`)
          this.at += 1 + size
        }
        return texts.join(' ')
      }
      default:
        return null
    }
  }

  /** A name with its dots; null where it ends before its time. */
  private name(): string | null {
    let text = ''
    let place = this.at
    let behind: number | null = null
    for (let pointers = 0; pointers < MOST_POINTERS; ) {
      const size = place < this.end ? read8(this.captured, place) : null
      if (size === null) return null
      if (size === 0) {
        this.at = behind ?? place + 1
        return text === '' ? '.' : text
      }
      if (size >= 0xc0) {
        const low = read8(this.captured, place + 1)
        if (low === null) return null
        behind ??= place + 2
        place = this.begin + ((size & 0x3f) << 8) + low
        pointers++
      } else {
        if (size > 63 || place + 1 + size > this.end) return null
        text += `${String.fromCharCode(...this.captured.bytes.subarray(place + 1, place + 1 + size))}.`
        place += 1 + size
      }
    }
    return null
  }
}
