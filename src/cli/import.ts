import { readFile } from 'node:fs/promises'
import { text as readStream } from 'node:stream/consumers'
import { importText } from '../import/import-text'
import type { Imported } from '../import/imported'
import type { Said } from '../import/note-keys'
import { recognise } from '../import/recognise'
import { EMPTY_SCENARIO } from '../scenario/empty-scenario'
import type { CliCommand } from './command'

const USAGE = `usage: npm run -s cli -- import [--json] FILE...

  Reads whatever a terminal showed and prints the scenario's sections that it fills, and what was assumed or left out.
`

/** Prints what each file becomes. Exits 0 when everything was understood, 1 when lines were left out or a file cannot be read, 2 when used wrongly. */
export const run: CliCommand = async (args) => {
  const json = args.includes('--json')
  const files = args.filter((argument) => argument !== '--json')
  if (files.length === 0 || files.some((file) => file.startsWith('-') && file !== '-')) {
    process.stderr.write(USAGE)
    return 2
  }
  let status = 0
  for (const file of files) {
    const text = await readText(file)
    if (text === null) {
      process.stderr.write(`import: ${file}: cannot be read\n`)
      status = 1
      continue
    }
    const kinds = [...new Set(recognise(text).blocks.map(({ kind }) => kind))]
    const imported = importText(text, EMPTY_SCENARIO)
    process.stdout.write(json ? `${JSON.stringify({ file, kinds, ...imported })}\n` : readable(file, kinds, imported))
    if (imported.notUnderstood.length > 0) status = 1
  }
  return status
}

async function readText(file: string): Promise<string | null> {
  try {
    return file === '-' ? await readStream(process.stdin) : await readFile(file, 'utf8')
  } catch {
    return null
  }
}

function readable(file: string, kinds: readonly string[], imported: Imported): string {
  const lines = [`${file}: ${kinds.join(', ') || 'nothing'}`]
  for (const [name, text] of Object.entries(imported.sections)) lines.push(`== ${name}`, text.trimEnd())
  if (imported.packets.length > 0) lines.push('== packets', ...imported.packets.map(({ packet }) => JSON.stringify(packet)))
  for (const walk of imported.traces) {
    lines.push(`== trace ${walk.id} (${walk.recorder})`)
    for (const hop of walk.hops)
      lines.push(
        [
          `${hop.table}:${hop.chain}:${hop.kind}`,
          hop.number === null ? '' : `:${hop.number}`,
          ` ${hop.verdict ?? ''}`,
          hop.rule === null ? '' : `  ${hop.rule}`,
        ]
          .join('')
          .trimEnd(),
      )
  }
  for (const { table, chain, number, before, after } of imported.counterMoves)
    lines.push(
      `== moved: ${table} ${chain} ${number ?? 'policy'}: ${after.packets - before.packets} packets, ${after.bytes - before.bytes} bytes`,
    )
  for (const { kind, span, say } of imported.notes) lines.push(`note: line ${span.line}: ${kind}: ${said(say)}`)
  for (const { span, text, why } of imported.notUnderstood)
    lines.push(`left out: line ${span.line}: ${said(why)}${text === '' ? '' : ` [${text}]`}`)
  for (const { span, kind, about, options, answer } of imported.questions)
    lines.push(
      `asked: line ${span.line}: ${kind}${about === '' ? '' : ` ${about}`}${options.length === 0 ? '' : ` (${options.map(({ value, label }) => label || value).join(' | ')})`}: ${answer || 'not answered'}`,
    )
  return `${lines.join('\n')}\n`
}

function said({ key, words }: Said): string {
  return words.length === 0 ? key : `${key}: ${words.join(', ')}`
}
