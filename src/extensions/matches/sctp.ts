import { headerBytes, wholeHeader } from '../byte-header'
import { defineMatch } from '../extension'
import { custom, type OptionSite, Refusal } from '../option'
import { ownPortOptions, portTests } from '../port-options'
import { listPorts, saveEveryPort } from '../ports'
import type { Test } from '../semantics'
import { not } from '../test-forms'

const SCTP = 132

/** Ports and chunks of an SCTP packet. Kernel: net/netfilter/xt_sctp.c. */
export const sctp = defineMatch({
  name: 'sctp',
  summary: 'Ports and chunk types of SCTP packets.',
  protocols: [SCTP],
  options: {
    ...ownPortOptions(SCTP),
    'chunk-types': {
      type: custom('all|any|only CHUNK[:FLAGS][,...]', readChunks, ['all', 'any', 'only']),
      invertible: true,
      takesSecondWord: true,
      repeatRefusal: "Only one `--chunk-types' allowed",
      doc: 'All of these chunks, any of them, or only such; flags in capitals must be set, others must not.',
    },
  },
  save: (use) =>
    [
      saveEveryPort('sport', use['source-port']),
      saveEveryPort('dport', use['destination-port']),
      use['chunk-types'] ? ` ${not(use['chunk-types'])}--chunk-types ${formatChunks(use['chunk-types'].value, chunkName)}` : '',
    ].join(''),
  list: (use, { names }) =>
    [
      ' sctp',
      listPorts('spt', use['source-port'], names === true ? SCTP : null),
      listPorts('dpt', use['destination-port'], names === true ? SCTP : null),
      use['chunk-types']
        ? ` ${not(use['chunk-types'])}${formatChunks(use['chunk-types'].value, names === true ? chunkName : numberOf)}`
        : '',
    ].join(''),
  compile: (use) => {
    const tests: Test[] = [wholeHeader('sctp', HEADER), ...portTests(use)]
    const wanted = use['chunk-types']
    if (wanted) {
      const check = chunkCheck(wanted.value)
      tests.push({
        subject: 'chunks',
        wants: `${not(wanted)}${formatChunks(wanted.value, chunkName)}`,
        holds: (environment) => {
          const answer = check(headerBytes(environment.packet))
          if (answer === 'broken') environment.hotdrop()
          return (answer === 'yes') !== wanted.inverted
        },
        is: ({ packet }) => chunksIn(headerBytes(packet)),
      })
    }
    return tests
  },
  examples: [
    { rule: '-p sctp -m sctp --dport 5060', saved: '=' },
    { rule: '-p sctp ! --sport 1:1023', saved: '-p sctp -m sctp ! --sport 1:1023' },
    { rule: '-p sctp -m sctp --chunk-types any data,INIT', saved: '-p sctp -m sctp --chunk-types any DATA,INIT' },
    { rule: '-p sctp -m sctp ! --chunk-types ONLY DATA:Ub,SACK', saved: '-p sctp -m sctp ! --chunk-types only DATA:Ub,SACK' },
    { rule: '-p sctp -m sctp --chunk-types all ALL', saved: '=' },
    { rule: '-p sctp --dport 5:3', rejected: 'invalid portrange (min > max)', by: 'iptables' },
    { rule: '-p sctp --sport 70000', rejected: "invalid port/service `70000' specified", by: 'iptables' },
    {
      rule: '-p sctp --chunk-types some DATA',
      rejected: 'Match type has to be one of "ALL", "ANY" or "ONLY"',
      by: 'iptables',
    },
    { rule: '-p sctp --chunk-types any HELLO', rejected: "Unknown sctp chunk `HELLO'", by: 'iptables' },
    { rule: '-p sctp --chunk-types any DATA:X', rejected: 'Invalid flags for chunk type 0', by: 'iptables' },
    { rule: '-m sctp --dport 5', rejected: 'Invalid argument', by: 'kernel' },
  ],
})

/** Chunks by number, with the flags that each may have: a letter a bit, the highest first. In iptables' order. */
const CHUNKS: readonly { readonly name: string; readonly type: number; readonly flags: string }[] = [
  { name: 'DATA', type: 0, flags: '----IUBE' },
  { name: 'INIT', type: 1, flags: '--------' },
  { name: 'INIT_ACK', type: 2, flags: '--------' },
  { name: 'SACK', type: 3, flags: '--------' },
  { name: 'HEARTBEAT', type: 4, flags: '--------' },
  { name: 'HEARTBEAT_ACK', type: 5, flags: '--------' },
  { name: 'ABORT', type: 6, flags: '-------T' },
  { name: 'SHUTDOWN', type: 7, flags: '--------' },
  { name: 'SHUTDOWN_ACK', type: 8, flags: '--------' },
  { name: 'ERROR', type: 9, flags: '--------' },
  { name: 'COOKIE_ECHO', type: 10, flags: '--------' },
  { name: 'COOKIE_ACK', type: 11, flags: '--------' },
  { name: 'ECN_ECNE', type: 12, flags: '--------' },
  { name: 'ECN_CWR', type: 13, flags: '--------' },
  { name: 'SHUTDOWN_COMPLETE', type: 14, flags: '-------T' },
  { name: 'I_DATA', type: 64, flags: '----IUBE' },
  { name: 'RE_CONFIG', type: 130, flags: '--------' },
  { name: 'PAD', type: 132, flags: '--------' },
  { name: 'ASCONF', type: 193, flags: '--------' },
  { name: 'ASCONF_ACK', type: 128, flags: '--------' },
  { name: 'FORWARD_TSN', type: 192, flags: '--------' },
  { name: 'I_FORWARD_TSN', type: 194, flags: '--------' },
]

/** Chunks by ascending type; `mask` says which flag bits count, `set` what they must be. `every` stands for all 256 types. */
type Chunks = {
  readonly how: 'all' | 'any' | 'only'
  readonly every: boolean
  readonly chunks: readonly { readonly type: number; readonly mask: number; readonly set: number }[]
}

function readChunks(how: string, at: OptionSite): Chunks | Refusal {
  const { secondWord } = at
  if (secondWord === null || /^[-!]/.test(secondWord)) return new Refusal('--chunk-types requires two args')
  const kind = (['all', 'any', 'only'] as const).find((one) => one === how.toLowerCase())
  if (kind === undefined) return new Refusal('Match type has to be one of "ALL", "ANY" or "ONLY"')
  const found = new Map<number, { type: number; mask: number; set: number }>()
  let every = false
  for (const word of secondWord.split(',').filter((one) => one !== '')) {
    const [name = '', flags = ''] = word.split(':')
    const upper = name.toUpperCase()
    if (upper === 'ALL') every = true
    else if (upper === 'NONE') {
      every = false
      found.clear()
    } else {
      const known = CHUNKS.find((chunk) => chunk.name === upper)
      if (known === undefined) return new Refusal(`Unknown sctp chunk \`${name}'`)
      const chunk = found.get(known.type) ?? { type: known.type, mask: 0, set: 0 }
      found.set(known.type, chunk)
      for (const letter of flags) {
        const place = known.flags.indexOf(letter.toUpperCase())
        if (place < 0 || letter === '-') return new Refusal(`Invalid flags for chunk type ${known.type}`)
        const bit = 1 << (7 - place)
        chunk.mask |= bit
        // A flag that was asked for stays asked for.
        if (letter === letter.toUpperCase()) chunk.set |= bit
      }
    }
  }
  return { how: kind, every, chunks: [...found.values()].sort((a, b) => a.type - b.type) }
}

function formatChunks({ how, every, chunks }: Chunks, format: (type: number) => string): string {
  if (every) return `${how} ALL`
  if (chunks.length === 0) return `${how} NONE`
  return `${how} ${chunks.map(({ type, mask, set }) => format(type) + formatFlags(type, mask, set)).join(',')}`
}

// iptables looks the letters up by the place in its list: the flags of types above have none.
function formatFlags(type: number, mask: number, set: number): string {
  const letters = mask === 0 || type >= 15 ? '' : (CHUNKS[type]?.flags ?? '')
  const shown = [...letters].map((letter, place) => {
    const bit = 1 << (7 - place)
    return (mask & bit) === 0 ? '' : (set & bit) === 0 ? letter.toLowerCase() : letter
  })
  return shown.length === 0 ? '' : `:${shown.join('')}`
}

/** As `--chunk-types` names it. */
export function chunkName(type: number): string {
  return CHUNKS.find((chunk) => chunk.type === type)?.name ?? String(type)
}

function numberOf(type: number): string {
  return `0x${type.toString(16).toUpperCase().padStart(4, '0')}`
}

const HEADER = 12

/** The length of the chunk at a place, padded; 0 for a broken one. */
function chunkLength(bytes: string, at: number): number {
  if (at + 4 > bytes.length) return 0
  return (bytes.charCodeAt(at + 2) * 256 + bytes.charCodeAt(at + 3) + 3) & ~3
}

/** match_packet: chunk after chunk to the packet's end. */
function chunkCheck({ how, every, chunks }: Chunks): (bytes: string) => 'yes' | 'no' | 'broken' {
  const wanted = new Uint8Array(256).fill(every ? 1 : 0)
  const mask = new Uint8Array(256)
  const set = new Uint8Array(256)
  for (const chunk of chunks) {
    wanted[chunk.type] = 1
    mask[chunk.type] = chunk.mask
    set[chunk.type] = chunk.set
  }
  const missing = new Uint8Array(256)
  return (bytes) => {
    missing.set(wanted)
    let at = HEADER
    do {
      const length = chunkLength(bytes, at)
      if (length === 0) return 'broken'
      const type = bytes.charCodeAt(at)
      if (wanted[type] === 0) {
        if (how === 'only') return 'no'
      } else {
        const matches = (bytes.charCodeAt(at + 1) & (mask[type] ?? 0)) === set[type]
        if (how === 'any' && matches) return 'yes'
        if (how === 'only' && !matches) return 'no'
        if (how === 'all' && matches) missing[type] = 0
      }
      at += length
    } while (at < bytes.length)
    if (how === 'only') return 'yes'
    return how === 'all' && missing.every((one) => one === 0) ? 'yes' : 'no'
  }
}

function chunksIn(bytes: string): string {
  const names: string[] = []
  for (let at = HEADER; at < bytes.length; ) {
    const length = chunkLength(bytes, at)
    if (length === 0) return [...names, 'cut short'].join(',')
    names.push(chunkName(bytes.charCodeAt(at)))
    at += length
  }
  return names.join(',')
}
