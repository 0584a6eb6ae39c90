import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { TCP_STATES } from '../src/model'
import { answerCase } from './answer'
import { type CasePacket, readCases } from './case'
import { compareCase } from './compare'
import known from './known-divergences.json'
import { storyCases } from './story-cases'
import { tcpCells } from './tcp-cells'

const FOLDER = new URL('./golden/', import.meta.url)

/** Cases recorded on a real kernel by record.py; replaying them needs neither root nor that kernel. */
describe('the engine agrees with the recorded kernel', () => {
  const listed: readonly { readonly name: string; readonly reason: string }[] = known
  const divergences = new Map(listed.map(({ name, reason }) => [name, reason]))
  const names: string[] = []
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.jsonl.gz'))) {
    const cases = readCases(new URL(file, FOLDER).pathname)
    names.push(...cases.map((recorded) => recorded.case.name ?? ''))
    it(`${file}: ${cases.length} cases`, () => {
      for (const recorded of cases) {
        const { name, differences } = compareCase(recorded)
        if (divergences.has(name)) expect(differences, `${name} agrees now: take it off known-divergences.json`).not.toEqual([])
        else expect(differences, name).toEqual([])
      }
    })
  }

  it('meets every cell of the table of TCP states', () => {
    const recorded = readCases(new URL('tcp-cells.jsonl.gz', FOLDER).pathname).map((one) => one.case)
    expect(recorded).toEqual(tcpCells())
    const cells = new Set<string>()
    for (const one of recorded) {
      const state = one.name?.replace('tcp-', '')
      const client = ({ sport, dport }: CasePacket) => (sport === 80 ? dport : sport)
      for (const port of new Set(one.packets.map(client))) {
        const packets = one.packets.filter((packet) => client(packet) === port)
        // Whether the last of them really meets the state that its case is about.
        const before = answerCase({ ...one, packets: packets.slice(0, -1) })
        expect('packets' in before && (before.conntrack[0]?.split(/\s+/)[5] ?? 'NONE')).toBe(state)
        const last = packets.at(-1)
        cells.add(`${last?.in} ${last?.flags} ${state}`)
      }
    }
    // Two directions and six kinds of packet, but nothing answers before there is anything.
    expect(cells.size).toBe(2 * 6 * TCP_STATES.length - 6)
  })

  it('has every state of every story as it is told now', async () => {
    const recorded = readCases(new URL('stories.jsonl.gz', FOLDER).pathname).map((one) => one.case)
    const stories = await storyCases()
    expect(recorded.map(({ name }) => name)).toEqual(stories.map(({ name }) => name))
    for (const [index, one] of recorded.entries())
      expect(one, `${one.name}: npm run -s conformance:record -- stories`).toEqual(JSON.parse(JSON.stringify(stories[index])))
  })

  it('has enough cases, each with a name of its own', () => {
    expect(names.length).toBeGreaterThanOrEqual(60)
    expect(new Set(names).size).toBe(names.length)
  })

  it('knows every divergence by name and reason', () => {
    for (const [name, reason] of divergences) {
      expect(names).toContain(name)
      expect(reason.length).toBeGreaterThan(20)
    }
  })
})
