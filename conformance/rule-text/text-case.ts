import type { TableName } from '../../src/model'

/** A text that is asked of the tools and of the reader. */
export type TextCase =
  /** Commands as a shell gets them, one after another. */
  | { readonly kind: 'script'; readonly name: string; readonly commands: readonly string[] }
  /** What iptables-restore reads, with `-c` or without. */
  | { readonly kind: 'file'; readonly name: string; readonly text: string; readonly counters: boolean }

export function textOf(one: TextCase): string {
  return one.kind === 'script' ? one.commands.map((command) => `${command}\n`).join('') : one.text
}

/** What the tools say and leave behind. */
export interface ToolAnswer {
  /** Of a file, one. */
  readonly steps: readonly { readonly status: number; readonly stderr: string }[]
  /** `iptables-save -c`, without its comments. */
  readonly saved: readonly string[]
  /** `iptables -nvL --line-numbers` and `iptables -S` of each table that is there. */
  readonly listed: { readonly [table in TableName]?: readonly string[] }
  readonly specs: { readonly [table in TableName]?: readonly string[] }
}

/** The sets that every case finds on its host. */
export const SETS = 'create blocked hash:ip\nadd blocked 192.0.2.2\ncreate timed hash:ip timeout 600\n'
export const SET_NAMES: readonly string[] = ['blocked', 'timed']

/** The rate estimators that a case finds which has something to do with such. */
export const ESTIMATORS: readonly string[] = ['RE1', 'RE2']
