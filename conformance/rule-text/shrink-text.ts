import { leaveOut } from '../shrink'
import type { TextCase } from './text-case'

/** The smallest case that is found to differ still: commands or lines are left out, then words of them. */
export async function shrinkText(one: TextCase, differs: (smaller: TextCase) => Promise<boolean>, asks = 200): Promise<TextCase> {
  let best = one
  let left = asks
  const tryOut = async (smaller: TextCase): Promise<boolean> => {
    if (left-- <= 0 || !(await differs(smaller))) return false
    best = smaller
    return true
  }
  await leaveOut(linesOf(best), (lines) => tryOut(withLines(best, lines)))
  for (let at = 0; at < linesOf(best).length; at++) {
    const lines = linesOf(best)
    const words = (lines[at] ?? '').split(/(?<=\s)(?=\S)/)
    await leaveOut(
      words,
      (fewer) => tryOut(withLines(best, [...lines.slice(0, at), fewer.join(''), ...lines.slice(at + 1)])),
      (word) => word !== 'iptables ',
    )
  }
  return best
}

function linesOf(one: TextCase): readonly string[] {
  return one.kind === 'script' ? one.commands : one.text.split('\n')
}

function withLines(one: TextCase, lines: readonly string[]): TextCase {
  return one.kind === 'script' ? { ...one, commands: lines } : { ...one, text: lines.join('\n') }
}
