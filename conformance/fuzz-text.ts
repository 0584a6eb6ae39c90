import fc from 'fast-check'
import { anyText, readAnyhow } from './any-text'

const USAGE = 'usage: npm run fuzz:text -- [--runs N] [--seed S]\n'

/** Longest time that reading a short text may take, in ms: what takes longer hangs. Generous, as machines are busy. */
const HANGS = 5_000

/** Reads texts that nobody wrote: none may throw, hang, or lose a line. */
function main(words: readonly string[]): number {
  const option = (name: string, otherwise: string): string => {
    const at = words.indexOf(name)
    return at < 0 ? otherwise : (words[at + 1] ?? '')
  }
  const runs = option('--runs', '100000')
  const seed = option('--seed', String(Date.now() % 1_000_000_000))
  if (!/^[1-9]\d*$/.test(runs) || !/^\d+$/.test(seed)) {
    process.stderr.write(USAGE)
    return 2
  }
  const began = performance.now()
  let done = 0
  let slowest = 0
  const property = fc.property(anyText, (text) => {
    const before = performance.now()
    readAnyhow(text)
    const took = performance.now() - before
    slowest = Math.max(slowest, took)
    if (took > HANGS) throw new Error(`reading took ${Math.round(took)} ms: ${JSON.stringify(text)}`)
    if (++done % 1000 === 0) process.stdout.write(`\r${done}/${runs} `)
  })
  const { failed, counterexample, errorInstance } = fc.check(property, { numRuns: Number(runs), seed: Number(seed) })
  const seconds = ((performance.now() - began) / 1000).toFixed(0)
  process.stdout.write(`\r${done} texts read in every form, seed ${seed}, in ${seconds} s, the slowest in ${slowest.toFixed(0)} ms\n`)
  if (failed) process.stdout.write(`${String(errorInstance)}\n${JSON.stringify(counterexample)}\n`)
  return failed ? 1 : 0
}

process.exitCode = main(process.argv.slice(2))
