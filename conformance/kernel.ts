import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Answer, Case } from './case'

const RECORDER = new URL('./record.py', import.meta.url).pathname

/**
 * The kernel of this machine, asked through record.py, which stays alive over many cases: making its namespaces takes longer than
 * asking. Needs root on Linux. Several may be asked at a time: they take turns with the kernel log.
 */
export class Kernel {
  private readonly recorder: ChildProcessWithoutNullStreams
  private readonly answers: AsyncIterator<string>
  private complaint = ''
  private readonly ended: Promise<void>

  constructor() {
    this.recorder = spawn('python3', [RECORDER], { stdio: 'pipe' })
    this.recorder.stderr.on('data', (text) => {
      this.complaint = (this.complaint + text).slice(-2000)
    })
    // What could not be written is told by the missing answer.
    this.recorder.stdin.on('error', () => undefined)
    this.ended = new Promise((resolve) => this.recorder.on('close', () => resolve()))
    this.answers = createInterface({ input: this.recorder.stdout })[Symbol.asyncIterator]()
  }

  /** What the kernel does with a case, and the case as it was asked. Throws in the recorder's words when it cannot be asked. */
  async ask(one: Case): Promise<{ readonly case: Case; readonly kernel: Answer }> {
    this.recorder.stdin.write(`${JSON.stringify({ case: one })}\n`)
    const line = await this.answers.next()
    if (line.done === true) {
      await this.ended
      throw new Error(`the kernel could not be asked: ${this.complaint.trim().split('\n').at(-1) ?? ''}`)
    }
    return JSON.parse(line.value)
  }

  /** Takes the namespaces down. */
  async close(): Promise<void> {
    this.recorder.stdin.end()
    await this.ended
  }
}
