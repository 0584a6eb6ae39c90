import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { formatCases } from './format-cases'
import { ownScripts } from './formats'

const FILE = new URL('./formats/recorded.jsonl.gz', import.meta.url).pathname
const RECORDER = new URL('./record_formats.py', import.meta.url).pathname

/**
 * Records how this machine's tools print the states of format-cases.ts, for formats.test.ts to compare with what we print. Needs root
 * on Linux, with iptables (legacy and nft), ipset, iproute2, conntrack, ethtool, tcpdump and python3. Answers the exit status.
 */
export function recordFormats(): number {
  const asked = formatCases().map((scenario) => `${JSON.stringify({ scenario, scripts: ownScripts(scenario) })}\n`)
  const { stdout, stderr, status } = spawnSync('python3', [RECORDER], { input: asked.join(''), encoding: 'utf8', maxBuffer: 2 ** 28 })
  process.stderr.write(stderr)
  if (status === 0) writeFileSync(FILE, gzipSync(stdout, { level: 9 }))
  return status ?? 1
}
