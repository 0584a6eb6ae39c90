import { readFile } from 'node:fs/promises'
import { text as readStream } from 'node:stream/consumers'
import { type ListingOptions, listTable } from '../syntax/print-listing'
import { readRules } from '../syntax/read-rules'
import type { CliCommand } from './command'

const USAGE = `usage: npm run -s cli -- list [-t TABLE] [-x] [--names] [--plain] FILE

  What iptables -nvL --line-numbers prints of rules or commands, table by table.
  -x: counters to the last packet; --names: as without -n; --plain: as without -v and --line-numbers.
`

/** Prints the listing of a file of rules. Exits 0, 1 when the file cannot be read or a line is refused, 2 when used wrongly. */
export const run: CliCommand = async (args) => {
  const files: string[] = []
  let table: string | null = null
  const switches = new Set<string>()
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? ''
    if (word === '-t') table = args[++at] ?? ''
    else if (['-x', '--names', '--plain'].includes(word)) switches.add(word)
    else files.push(word)
  }
  const [file] = files
  if (file === undefined || files.length > 1 || (file.startsWith('-') && file !== '-')) {
    process.stderr.write(USAGE)
    return 2
  }
  const text = await (file === '-' ? readStream(process.stdin) : readFile(file, 'utf8')).catch(() => null)
  if (text === null) {
    process.stderr.write(`list: ${file}: cannot be read\n`)
    return 1
  }
  const { outcome, value } = readRules(text)
  process.stderr.write(outcome.stderr)
  const verbose = !switches.has('--plain')
  const options: ListingOptions = { verbose, lineNumbers: verbose, exact: switches.has('-x'), numeric: !switches.has('--names') }
  const listed = value.tables.filter(({ name }) => table === null || name === table)
  const typed = [
    '-',
    options.numeric ? 'n' : '',
    verbose ? 'v' : '',
    verbose && options.exact ? 'x' : '',
    'L',
    verbose ? ' --line-numbers' : '',
  ]
  const texts = listed.map(({ name, ...one }) => {
    const heading = listed.length > 1 ? `# iptables -t ${name} ${typed.join('')}\n` : ''
    return `${heading}${listTable({ name, ...one }, options).join('\n')}\n`
  })
  process.stdout.write(texts.join('\n'))
  return outcome.status === 0 ? 0 : 1
}
