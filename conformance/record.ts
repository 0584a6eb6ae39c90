import { existsSync, readFileSync } from 'node:fs'
import { type Case, readCases } from './case'
import { exampleCases } from './examples'
import { Kernel } from './kernel'
import { scenarioCase } from './scenario-case'
import { storyCases } from './story-cases'
import { tcpCells } from './tcp-cells'

/** Cases that the project makes by itself, by the name that a command line gives instead of a file. */
const MADE: { readonly [name: string]: () => readonly Case[] | Promise<readonly Case[]> } = {
  examples: exampleCases,
  'tcp-cells': tcpCells,
  stories: storyCases,
}

/** Asks the kernel about every case that the words name and prints what it says, one line each. */
export async function record(words: readonly string[]): Promise<number> {
  const cases = (await Promise.all(words.map(casesOf))).flat()
  const kernel = new Kernel()
  try {
    for (const one of cases) process.stdout.write(`${JSON.stringify(await kernel.ask(one))}\n`)
  } finally {
    await kernel.close()
  }
  return 0
}

async function casesOf(word: string): Promise<readonly Case[]> {
  const made = existsSync(word) ? undefined : MADE[word]
  if (made !== undefined) return made()
  if (word.endsWith('.json')) return [scenarioCase(JSON.parse(readFileSync(word, 'utf8')), word)]
  return readCases(word).map((recorded) => recorded.case)
}
