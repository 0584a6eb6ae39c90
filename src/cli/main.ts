import type { CliCommand } from './command'

const COMMANDS: { readonly [name: string]: () => Promise<{ readonly run: CliCommand }> } = {
  check: () => import('./check'),
  export: () => import('./export'),
  import: () => import('./import'),
  list: () => import('./list'),
  save: () => import('./save'),
  simulate: () => import('./simulate'),
}

const USAGE = `usage: npm run -s cli -- COMMAND ...

  save FILE...               the canonical iptables-save form of rules
  check FILE...              what iptables-restore or iptables would say about rules
  list FILE                  what iptables -nvL --line-numbers prints of rules
  import FILE...             what a terminal's output becomes: listings, logs, scripts, traces
  simulate SCENARIO.json     what happens to the packets of a scenario
  export SCENARIO.json       its state as a tool prints it: --as save, list-numbers, conntrack, tcpdump, ...

save and check take --as restore|commands where the kind should not be guessed, --counters, and --json.
A file named - is standard input.
`

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(USAGE)
    return name === undefined ? 2 : 0
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (load === undefined) {
    process.stderr.write(`unknown command ${name}\n${USAGE}`)
    return 2
  }
  return (await load()).run(args)
}

process.exitCode = await main(process.argv.slice(2))
