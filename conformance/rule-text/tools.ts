import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { ESTIMATORS, SETS, type TextCase, type ToolAnswer, textOf } from './text-case'

const ASKER = new URL('./ask_tools.py', import.meta.url).pathname

/** iptables and iptables-restore of this machine, asked through ask_tools.py in a network namespace a case. Needs root on Linux. */
export class Tools {
  private readonly asker: ChildProcessWithoutNullStreams
  private readonly answers: AsyncIterator<string>
  private complaint = ''
  private readonly ended: Promise<void>

  constructor() {
    this.asker = spawn('python3', [ASKER], { stdio: 'pipe' })
    this.asker.stderr.on('data', (text) => {
      this.complaint = (this.complaint + text).slice(-2000)
    })
    // What could not be written is told by the missing answer.
    this.asker.stdin.on('error', () => undefined)
    this.ended = new Promise((resolve) => this.asker.on('close', () => resolve()))
    this.answers = createInterface({ input: this.asker.stdout })[Symbol.asyncIterator]()
  }

  /** What the tools make of a case; a string where they do not come to an end. Throws when they cannot be asked. */
  async ask(one: TextCase): Promise<ToolAnswer | string> {
    const host = { sets: SETS, estimators: textOf(one).includes('rateest') && !textOf(one).includes('RATEEST') ? ESTIMATORS : [] }
    const question =
      one.kind === 'script'
        ? { kind: one.kind, commands: one.commands, ...host }
        : { kind: one.kind, text: one.text, options: one.counters ? ['-c'] : [], ...host }
    this.asker.stdin.write(`${JSON.stringify(question)}\n`)
    const line = await this.answers.next()
    if (line.done === true) {
      await this.ended
      throw new Error(`the tools could not be asked: ${this.complaint.trim().split('\n').at(-1) ?? ''}`)
    }
    const answer: ToolAnswer | { readonly error: string } = JSON.parse(line.value)
    return 'error' in answer ? answer.error : answer
  }

  async close(): Promise<void> {
    this.asker.stdin.end()
    await this.ended
  }
}
