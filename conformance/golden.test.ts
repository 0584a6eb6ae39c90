import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readCases } from './case'
import { compareCase } from './compare'
import known from './known-divergences.json'
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
    expect(readCases(new URL('tcp-cells.jsonl.gz', FOLDER).pathname).map((recorded) => recorded.case)).toEqual(tcpCells())
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
