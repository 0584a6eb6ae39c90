import { defineTarget } from '../extension'
import { custom, flag, Refusal } from '../option'
import { formatSetReference, readSetReference, type SetReference } from '../set-reference'
import { readUnsigned } from '../strtoul'

/** Adds to and deletes from ipsets. Kernel: net/netfilter/xt_set.c set_target_v3. */
export const SET = defineTarget({
  name: 'SET',
  summary: "Adds the packet's addresses or ports to a named set (ipset), or deletes them from it.",
  options: {
    'add-set': {
      type: custom('SETNAME src|dst[,src|dst...]', readSetReference),
      takesSecondWord: true,
      ignoresInversion: true,
      repeatRefusal: '--add-set can be specified only once',
      doc: 'The set to add to, and the parts of the packet to add.',
    },
    'del-set': {
      type: custom('SETNAME src|dst[,src|dst...]', readSetReference),
      takesSecondWord: true,
      ignoresInversion: true,
      repeatRefusal: '--del-set can be specified only once',
      doc: 'The set to delete from.',
    },
    exist: { type: flag, repeat: 'last', ignoresInversion: true, doc: 'Renew the timeout of an entry that is there already.' },
    timeout: { type: custom('SECONDS', readTimeout), repeat: 'last', ignoresInversion: true, doc: 'How long the new entry lives.' },
    'map-set': {
      type: custom('SETNAME src|dst[,src|dst...]', readSetReference),
      takesSecondWord: true,
      ignoresInversion: true,
      repeatRefusal: '--map-set can be specified only once',
      doc: 'The set whose entry carries values for the packet.',
    },
    'map-mark': { type: flag, repeat: 'last', ignoresInversion: true, doc: 'Take the mark from the entry.' },
    'map-prio': { type: flag, repeat: 'last', ignoresInversion: true, doc: 'Take the priority from the entry.' },
    'map-queue': { type: flag, repeat: 'last', ignoresInversion: true, doc: 'Take the queue from the entry.' },
  },
  finalCheck: (given) => {
    if (!given['add-set'] && !given['del-set'] && !given['map-set'])
      return new Refusal("You must specify either `--add-set' or `--del-set' or `--map-set'")
    if (!given['add-set'] && given.exist) return new Refusal("Flag `--exist' can be used with `--add-set' only")
    if (!given['add-set'] && given.timeout !== undefined) return new Refusal("Option `--timeout' can be used with `--add-set' only")
    const maps = (['map-mark', 'map-prio', 'map-queue'] as const).filter((option) => given[option])
    if (!given['map-set'] && maps[0]) return new Refusal(`Flag \`--${maps[0]}' can be used with \`--map-set' only`)
    if (given['map-set'] && maps.length === 0) return new Refusal("You must specify flags `--map-mark' or '--map-prio` or `--map-queue'")
    return null
  },
  checkentry: (use, { table, hooks }) => {
    if (use['map-set'] && table !== 'mangle') return { option: 'map-set', hint: ['map table'] }
    const late = use['map-prio'] ? 'map-prio' : use['map-queue'] ? 'map-queue' : null
    return late !== null && hooks.some((hook) => hook === 'PREROUTING' || hook === 'INPUT') ? { option: late, hint: ['map hooks'] } : null
  },
  save: (use) => print(use, '--'),
  list: (use) => print(use, ''),
  compile: (use) => {
    const add = use['add-set']
    const remove = use['del-set']
    const map = use['map-set']
    const options = { exist: use.exist === true, timeout: use.timeout ?? null }
    return (context) => {
      if (add) context.addToSet(add.set, add.directions, options)
      if (remove) context.removeFromSet(remove.set, remove.directions)
      // Priority and queue matter to what comes behind netfilter only.
      const mapped = map ? context.mappingIn(map.set, map.directions) : null
      if (mapped !== null && use['map-mark']) context.setMark(((context.mark & ~mapped.mark.mask) ^ mapped.mark.value) >>> 0)
      return 'CONTINUE'
    }
  },
  examples: [
    { rule: '-j SET --add-set blocked src', saved: '=' },
    { rule: '-j SET --timeout 0x3c --exist --add-set timed src', saved: '-j SET --add-set timed src --exist --timeout 60' },
    { rule: '-j SET --del-set blocked dst', saved: '=' },
    { rule: '-j SET --map-set blocked src --map-mark', table: 'mangle', saved: '=' },
    { rule: '-j SET --map-set blocked src --map-prio --map-queue', table: 'mangle', saved: '=' },
    {
      rule: '-j SET --map-set blocked src --map-prio',
      table: 'mangle',
      chain: 'PREROUTING',
      rejected: 'Invalid argument',
      by: 'kernel',
    },
    { rule: '-j SET', rejected: "You must specify either `--add-set' or `--del-set' or `--map-set'", by: 'iptables' },
    { rule: '-j SET --del-set blocked src --exist', rejected: "Flag `--exist' can be used with `--add-set' only", by: 'iptables' },
    {
      rule: '-j SET --map-set blocked src',
      table: 'mangle',
      rejected: "You must specify flags `--map-mark' or '--map-prio` or `--map-queue'",
      by: 'iptables',
    },
    { rule: '-j SET --add-set nowhere src', rejected: "Set nowhere doesn't exist.", by: 'iptables' },
    { rule: '-j SET --map-set blocked src --map-mark', table: 'filter', rejected: 'Invalid argument', by: 'kernel' },
    {
      rule: '-j SET --timeout x --add-set timed src',
      rejected: 'Invalid value for option --timeout or out of range 0-4294967294',
      by: 'iptables',
    },
    {
      rule: '-j SET --map-queue',
      table: 'mangle',
      rejected: "You must specify either `--add-set' or `--del-set' or `--map-set'",
      by: 'iptables',
    },
  ],
})

const LONGEST_TIMEOUT = 0xfffffffe

function readTimeout(argument: string): number | Refusal {
  return (
    readUnsigned(argument, 0, LONGEST_TIMEOUT) ?? new Refusal(`Invalid value for option --timeout or out of range 0-${LONGEST_TIMEOUT}`)
  )
}

function print(
  use: {
    readonly 'add-set'?: SetReference
    readonly 'del-set'?: SetReference
    readonly 'map-set'?: SetReference
    readonly exist?: true
    readonly timeout?: number
    readonly 'map-mark'?: true
    readonly 'map-prio'?: true
    readonly 'map-queue'?: true
  },
  dashes: string,
): string {
  const word = (option: 'exist' | 'map-mark' | 'map-prio' | 'map-queue') => (use[option] ? ` ${dashes}${option}` : '')
  const reference = (option: 'add-set' | 'del-set' | 'map-set') =>
    use[option] ? ` ${dashes}${option} ${formatSetReference(use[option])}` : ''
  return [
    reference('add-set'),
    word('exist'),
    use.timeout === undefined ? '' : ` ${dashes}timeout ${use.timeout}`,
    reference('del-set'),
    reference('map-set'),
    word('map-mark'),
    word('map-prio'),
    word('map-queue'),
  ].join('')
}
