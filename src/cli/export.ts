import { readFileSync } from 'node:fs'
import { recorder } from '../engine/observer'
import { createSimulator } from '../engine/simulator'
import { exportText } from '../export/export'
import { momentAt } from '../export/moment'
import { EXPORT_FORMATS, EXPORT_GROUPS } from '../model'
import { openDocument } from '../scenario/migrate'
import { prepareScenario } from '../scenario/prepare'
import type { CliCommand } from './command'

const USAGE = `usage: npm run -s cli -- export SCENARIO.json --as FORMAT [--step N]

  Runs a scenario and prints its state as a tool of a real host would: at the end, or after N of the run's events.

${Object.entries(EXPORT_GROUPS)
  .map(([group, formats]) => `  ${`${group}:`.padEnd(13)}${formats.join(' ')}`)
  .join('\n')}
`

/** Prints a scenario's state in a format. Exits 0, 1 when the file or its texts are wrong, 2 when used wrongly. */
export const run: CliCommand = async (args) => {
  const files: string[] = []
  let wanted: string | null = null
  let step: string | null = null
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? ''
    if (word === '--as') wanted = args[++at] ?? ''
    else if (word === '--step') step = args[++at] ?? ''
    else files.push(word)
  }
  const [file] = files
  const format = EXPORT_FORMATS.find((one) => one === wanted)
  if (file === undefined || files.length > 1 || (file.startsWith('-') && file !== '-') || (step !== null && !/^\d+$/.test(step))) {
    process.stderr.write(USAGE)
    return 2
  }
  if (format === undefined) {
    process.stderr.write(`export: ${wanted === null ? '--as FORMAT is missing' : `no format '${wanted}'`}\n${USAGE}`)
    return 2
  }
  const opened = readDocument(file)
  if (!opened.ok) {
    process.stderr.write(`export: ${file}: ${opened.message}\n`)
    return 1
  }
  const prepared = prepareScenario(opened.scenario)
  const observer = recorder('everything')
  const { problems } = createSimulator(prepared.input, observer).run()
  for (const { sending, text } of problems) process.stderr.write(`${file}: traffic ${sending + 1}: ${text}\n`)
  const wrong = Object.values(prepared.diagnostics).some((list) => list.some(({ severity }) => severity === 'error'))
  if (wrong) process.stderr.write(`${file}: its texts have errors: check says which\n`)
  process.stdout.write(exportText(format, momentAt(prepared.input, observer.events, step === null ? null : Number(step))))
  return wrong || problems.length > 0 ? 1 : 0
}

function readDocument(file: string): ReturnType<typeof openDocument> {
  try {
    return openDocument(JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8')))
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}
