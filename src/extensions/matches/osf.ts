import { defineMatch } from '../extension'
import { integer, text } from '../option'
import { not } from '../test-forms'

/** The system that a SYN looks like. Kernel: net/netfilter/xt_osf.c. */
export const osf = defineMatch({
  name: 'osf',
  summary: 'The operating system whose fingerprint (pf.os) a TCP SYN has.',
  hooks: ['PREROUTING', 'INPUT', 'FORWARD'],
  protocols: [6],
  options: {
    genre: { type: text({ keep: 31 }), invertible: true, required: true, doc: 'The system, as the fingerprints name it.' },
    ttl: { type: integer(8, { max: 2 }), doc: '0 compares the TTL exactly, 1 wants it no larger, 2 ignores it.' },
    log: { type: integer(8, { max: 2 }), doc: '0 logs all matching fingerprints, 1 the first, 2 the known ones only.' },
  },
  save: (use) =>
    ` ${not(use.genre)}--genre ${use.genre.value}${use.ttl === undefined ? '' : ` --ttl ${use.ttl}`}${use.log === undefined ? '' : ` --log ${use.log}`}`,
  list: ({ genre }) => ` OS fingerprint match ${not(genre)}${genre.value}`,
  unmodelled: 'Fingerprints of operating systems are loaded from outside (nfnl_osf), and none are here.',
  examples: [
    { rule: '-p tcp -m osf --genre Linux --ttl 0 --log 1', saved: '=' },
    { rule: '-p tcp -m osf --ttl 0x2 ! --genre Windows', saved: '-p tcp -m osf ! --genre Windows --ttl 2' },
    { rule: '-p tcp -m osf --genre Linux --ttl 3', rejected: 'osf: bad value for option "--ttl", or out of range (0-2).', by: 'iptables' },
    { rule: '-p tcp -m osf --genre Linux --log 3', rejected: 'osf: bad value for option "--log", or out of range (0-2).', by: 'iptables' },
    { rule: '-p tcp -m osf', rejected: 'osf: option "--genre" must be specified', by: 'iptables' },
    { rule: '-m osf --genre Linux', rejected: 'Invalid argument', by: 'kernel' },
  ],
})
