import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What real tools printed on a host of the project's own, by file name. */
export const RECORDED: ReadonlyMap<string, string> = textsIn(join(import.meta.dirname, 'recorded'))

/** The reference material beside the repository; empty where there is none. */
export function sharedTexts(folder: string): ReadonlyMap<string, string> {
  return textsIn(join(import.meta.dirname, '../../../../shared', folder))
}

function textsIn(folder: string): ReadonlyMap<string, string> {
  if (!existsSync(folder)) return new Map()
  return new Map(
    readdirSync(folder)
      .filter((name) => name !== 'README.md')
      .toSorted()
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  )
}

export function recorded(name: string): string {
  const text = RECORDED.get(name)
  if (text === undefined) throw new Error(`no recording named ${name}`)
  return text
}
