import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { answerCase } from './answer'
import { type Answer, readCases } from './case'
import { plainAnswer } from './plain-answer'

const KERNEL = new URL('../../shared/kernel/', import.meta.url)
const FILES = ['core', 'nat', 'route', 'ext']

/** Every key of an answer's packets, hops and frames, by what it is a key of. */
function keys(answers: readonly Answer[]): { readonly [what: string]: readonly string[] } {
  const found: { [what: string]: Set<string> } = { answer: new Set(), packet: new Set(), hop: new Set(), frame: new Set() }
  const note = (what: string, value: object): void => {
    for (const key of Object.keys(value)) found[what]?.add(key)
  }
  for (const answer of answers) {
    note('answer', answer)
    for (const packet of 'packets' in answer ? answer.packets : []) {
      note('packet', packet)
      for (const hop of packet.hops) note('hop', hop)
      for (const frame of packet.out) note('frame', frame)
    }
  }
  return Object.fromEntries(Object.entries(found).map(([what, names]) => [what, [...names].sort()]))
}

describe('the answer that is printed', () => {
  it.runIf(existsSync(KERNEL))('has the keys of the kernel answers that it is held against, no fewer and no more', () => {
    for (const file of FILES) {
      const cases = readCases(new URL(`${file}.jsonl`, KERNEL).pathname).slice(0, 60)
      const recorded = cases.flatMap(({ kernel }) => (kernel === null ? [] : [kernel]))
      expect(keys(cases.map((one) => plainAnswer(answerCase(one.case))))).toEqual(keys(recorded))
    }
  })

  it('leaves out what only the recorder of this project sees', () => {
    const frame = { src: '192.0.2.1', dst: '192.0.2.2', ttl: 64, tos: 0, proto: 'udp', len: 28, sport: 1, dport: 2, out: 'eth0' }
    const answer = { packets: [{ error: null, hops: [], log: [], out: [{ ...frame, frag: 'DF' }] }], save: [], conntrack: [], ipset: [] }
    expect(plainAnswer(answer)).toEqual({ ...answer, packets: [{ error: null, hops: [], log: [], out: [frame] }] })
    expect(plainAnswer({ error: 'no' })).toEqual({ error: 'no' })
  })
})
