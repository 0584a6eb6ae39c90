import { TcpFlag } from '../../model'
import { defineMatch } from '../extension'
import { flag, integer, Refusal } from '../option'
import type { Test } from '../semantics'
import { not } from '../test-forms'

/** Explicit congestion notification. Kernel: net/netfilter/xt_ecn.c ecn_mt4. */
export const ecn = defineMatch({
  name: 'ecn',
  summary: 'The ECN bits of TCP (ECE, CWR) and of the IP header.',
  options: {
    'ecn-tcp-cwr': { type: flag, invertible: true, doc: 'CWR is set.' },
    'ecn-tcp-ece': { type: flag, invertible: true, doc: 'ECE is set.' },
    'ecn-ip-ect': { type: integer(8, { max: 3 }), invertible: true, doc: 'The two ECN bits of the IP header.' },
  },
  finalCheck: (given) => (Object.keys(given).length === 0 ? new Refusal('ECN match: some option required') : null),
  checkentry: (use, { protocol }) =>
    (use['ecn-tcp-cwr'] || use['ecn-tcp-ece']) && (protocol === null || protocol.inverted || protocol.number !== 6)
      ? { hint: ['needs protocol', 'ECE, CWR', 'tcp'] }
      : null,
  save: (use) =>
    [
      use['ecn-tcp-ece'] ? ` ${not(use['ecn-tcp-ece'])}--ecn-tcp-ece` : '',
      use['ecn-tcp-cwr'] ? ` ${not(use['ecn-tcp-cwr'])}--ecn-tcp-cwr` : '',
      use['ecn-ip-ect'] ? ` ${not(use['ecn-ip-ect'])}--ecn-ip-ect ${use['ecn-ip-ect'].value}` : '',
    ].join(''),
  list: (use) =>
    [
      ' ECN match',
      use['ecn-tcp-ece'] ? ` ${use['ecn-tcp-ece'].inverted ? '!' : ''}ECE` : '',
      use['ecn-tcp-cwr'] ? ` ${use['ecn-tcp-cwr'].inverted ? '!' : ''}CWR` : '',
      use['ecn-ip-ect'] ? ` ${use['ecn-ip-ect'].inverted ? '!' : ''}ECT=${use['ecn-ip-ect'].value}` : '',
    ].join(''),
  compile: (use) => {
    const tests: Test[] = []
    const ect = use['ecn-ip-ect']
    if (ect)
      tests.push({
        subject: 'ect',
        wants: `${not(ect)}${ect.value}`,
        holds: ({ packet }) => ((packet.tos & 3) === ect.value) !== ect.inverted,
        is: ({ packet }) => String(packet.tos & 3),
      })
    if (use['ecn-tcp-ece']) tests.push(bitTest('ece', TcpFlag.ECE, use['ecn-tcp-ece'].inverted))
    if (use['ecn-tcp-cwr']) tests.push(bitTest('cwr', TcpFlag.CWR, use['ecn-tcp-cwr'].inverted))
    return tests
  },
  examples: [
    { rule: '-p tcp -m ecn --ecn-tcp-cwr', saved: '=' },
    { rule: '-p tcp -m ecn --ecn-tcp-cwr ! --ecn-tcp-ece', saved: '-p tcp -m ecn ! --ecn-tcp-ece --ecn-tcp-cwr' },
    { rule: '-m ecn ! --ecn-ip-ect 0x1', saved: '-m ecn ! --ecn-ip-ect 1' },
    { rule: '-m ecn --ecn-ip-ect 4', rejected: 'ecn: bad value for option "--ecn-ip-ect", or out of range (0-3).', by: 'iptables' },
    { rule: '-m ecn', rejected: 'ECN match: some option required', by: 'iptables' },
    { rule: '-m ecn --ecn-tcp-ece', rejected: 'Invalid argument', by: 'kernel' },
  ],
})

function bitTest(subject: string, bit: number, inverted: boolean): Test {
  return {
    subject,
    wants: inverted ? '! set' : 'set',
    holds: ({ packet: { transport } }) => transport.kind === 'tcp' && ((transport.flags & bit) !== 0) !== inverted,
    is: ({ packet: { transport } }) => (transport.kind !== 'tcp' ? 'fragment' : (transport.flags & bit) !== 0 ? 'set' : 'clear'),
  }
}
