import { readCases } from './case'
import { Kernel } from './kernel'

/** Asks the kernel about every case of some files and prints what it says, one line each. */
export async function record(files: readonly string[]): Promise<number> {
  const kernel = new Kernel()
  try {
    for (const file of files)
      for (const { case: one } of readCases(file)) process.stdout.write(`${JSON.stringify({ case: one, kernel: await kernel.ask(one) })}\n`)
  } finally {
    await kernel.close()
  }
  return 0
}
