import { answerCase } from './answer'
import { recordCaptures } from './captures'
import { readCases } from './case'
import { compareCase, FIELDS } from './compare'
import { casesOf, fuzz, readProfiles } from './fuzz'
import { generateCase, PROFILES } from './generate'
import { CasesLike } from './mutate'
import { plainAnswer } from './plain-answer'
import { record } from './record'
import { recordFormats } from './record-formats'
import { fuzzRules } from './rule-text/fuzz-rules'

const USAGE = `usage: npm run -s conformance -- answer CASES.jsonl[.gz]...     the engine's answer to each case, one line each
       npm run -s conformance -- compare [--all] CASES.jsonl[.gz]...   how many agree with the recorded kernel, and the first differences
       npm run -s conformance -- generate PROFILE FIRST COUNT          random cases
       npm run -s conformance:record -- FILE...                        asks this machine's kernel about cases, scenarios, \`examples\` or \`stories\`, one line each
       npm run -s conformance -- record-formats
                                                                       how this machine's tools print the states of format-cases.ts
       npm run -s conformance -- record-captures                       how this machine's tcpdump prints the packets of captures.ts
       npm run conformance:fuzz -- --seed S --cases N [--profile P,...] [--keep FILE]
                                                                       random cases: generate, ask this machine's kernel, compare, shrink
       npm run conformance:fuzz -- --seed S --cases N --like CASES.jsonl[.gz],... [--keep FILE]
                                                                       the same with cases like those of the files, changed and recombined
       npm run -s conformance -- fuzz-rules --seed S --cases N [--like FILE,...]
                                                                       random commands and save files: ask this machine's iptables, compare,
                                                                       shrink; with --like, those of the files (.rules, .jsonl) or folders, changed
profiles: ${PROFILES.join(', ')}
record, fuzz and fuzz-rules need root on Linux, with iptables (legacy), ipset, conntrack, iproute2, ethtool and python3`

/** Differences shown when not asked for all. */
const SHOWN = 10

async function main(words: readonly string[]): Promise<number> {
  const [command, ...rest] = words
  if (command === 'fuzz') return startFuzz(rest)
  if (command === 'fuzz-rules') return startFuzzRules(rest)
  if (command === 'record-formats') return recordFormats()
  if (command === 'record-captures') return recordCaptures()
  if (command === 'record' && rest.length > 0) return record(rest)
  const all = rest.includes('--all')
  const files = rest.filter((word) => word !== '--all')
  if (command === 'generate') return generate(rest)
  if ((command !== 'answer' && command !== 'compare') || files.length === 0) {
    process.stderr.write(`${USAGE}\n`)
    return 2
  }
  if (command === 'answer') {
    for (const file of files)
      for (const { case: one } of readCases(file)) process.stdout.write(`${JSON.stringify(plainAnswer(answerCase(one)))}\n`)
    return 0
  }
  let disagreements = 0
  for (const file of files) disagreements += compareFile(file, all)
  return disagreements === 0 ? 0 : 1
}

async function startFuzz(words: readonly string[]): Promise<number> {
  const profiles = readProfiles(optionOf(words, '--profile'))
  const like = optionOf(words, '--like')
  const range = seedsOf(words)
  if (profiles === null || range === null) {
    process.stderr.write(`${USAGE}\n`)
    return 2
  }
  const candidates = optionOf(words, '--keep') ?? 'conformance/candidates.jsonl.gz'
  const kinds = like === null ? casesOf(profiles) : new CasesLike(like.split(','))
  return (await fuzz({ ...range, kinds, candidates })) === 0 ? 0 : 1
}

async function startFuzzRules(words: readonly string[]): Promise<number> {
  const range = seedsOf(words)
  const like = optionOf(words, '--like')?.split(',') ?? []
  if (range !== null) return (await fuzzRules({ ...range, like })) === 0 ? 0 : 1
  process.stderr.write(`${USAGE}\n`)
  return 2
}

function optionOf(words: readonly string[], name: string): string | null {
  const at = words.indexOf(name)
  return at < 0 ? null : (words[at + 1] ?? '')
}

/** `--seed S --cases N`, or null where one of them is no number. */
function seedsOf(words: readonly string[]): { readonly seed: number; readonly cases: number } | null {
  const seed = optionOf(words, '--seed') ?? '1'
  const cases = optionOf(words, '--cases') ?? '100'
  return /^\d+$/.test(seed) && /^[1-9]\d*$/.test(cases) ? { seed: Number(seed), cases: Number(cases) } : null
}

/** Prints random cases of a profile, one a line. */
function generate([name, first, count]: readonly string[]): number {
  const profile = PROFILES.find((one) => one === name)
  if (profile === undefined || !/^\d+$/.test(first ?? '') || !/^\d+$/.test(count ?? '')) {
    process.stderr.write(`${USAGE}\n`)
    return 2
  }
  for (let seed = Number(first); seed < Number(first) + Number(count); seed++)
    process.stdout.write(`${JSON.stringify({ case: generateCase(profile, seed) })}\n`)
  return 0
}

/** Prints how a file's cases compare; returns how many do not agree in every field. */
function compareFile(file: string, all: boolean): number {
  const verdicts = readCases(file).map(compareCase)
  const agreeing = verdicts.filter(({ differences }) => differences.length === 0).length
  const percent = (count: number): string => `${count}/${verdicts.length} ${((100 * count) / Math.max(verdicts.length, 1)).toFixed(1)} %`
  process.stdout.write(`${file}: ${percent(agreeing)} agree in every field\n`)
  const redrawn = verdicts.filter(({ differences, seed }) => differences.length === 0 && seed !== 1).length
  if (redrawn > 0) process.stdout.write(`  (${redrawn} of them with another seed: the kernel chose a port at random)\n`)
  for (const field of FIELDS) {
    const count = verdicts.filter(({ differences }) => !differences.some((one) => one.field === field)).length
    process.stdout.write(`  ${field.padEnd(10)} ${percent(count)}\n`)
  }
  const differing = verdicts.filter(({ differences }) => differences.length > 0)
  for (const { name, differences } of all ? differing : differing.slice(0, SHOWN)) {
    process.stdout.write(`${name}:\n`)
    const alike = differences.every(({ engine }) => engine === differences[0]?.engine)
    for (const one of alike ? differences.slice(0, 1) : differences) {
      process.stdout.write(
        `  ${one.field}${one.packet === null ? '' : `, packet ${one.packet}`}\n    kernel ${one.kernel}\n    engine ${one.engine}\n`,
      )
    }
  }
  if (!all && differing.length > SHOWN) process.stdout.write(`... and ${differing.length - SHOWN} more (--all shows them)\n`)
  return differing.length
}

// Whoever reads may stop early, as head does.
process.stdout.on('error', () => process.exit(0))

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`conformance: ${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}
