import type { Block, Recognised } from './recognise'

/** What the shell does before iptables sees a line: variables, substitutions, loops, functions, here-documents. */
const SHELL = /[$`]|<<|^\s*(?:for|while|until|if|case|function|export|local|eval|set|source|\.)\s|^\s*\w+=|\(\)\s*\{|[|;&]/
const COMMAND = /^\s*(?:sudo\s+)?(?:\S*\/)?ip6?tables(?:-legacy|-nft|-restore)?(?:\s|$)/

/** What stands behind a quotation mark that nothing closes. */
const OPEN_QUOTE = /^((?:[^"'\\]|\\.|"(?:\\.|[^"\\])*"|'[^']*')*)["'].*$/

/** `i`, `sudo ipt`: iptables, half typed. */
function isBegun(text: string): boolean {
  const typed = text.trimStart()
  return 'sudo iptables'.startsWith(typed) || 'iptables'.startsWith(typed)
}

/** Whether the text is rules that need no importing: iptables-save text or plain iptables commands, with whatever is wrong in them. */
export function isPlainRules({ blocks, prompts }: Recognised): boolean {
  if (prompts.length > 0) return false
  return blocks.every((block) => block.kind === 'save' || block.kind === 'unknown' || (block.kind === 'script' && isPlainScript(block)))
}

function isPlainScript({ lines }: Block): boolean {
  let continued = false
  const last = lines.length - 1
  return lines.every(({ text }, index) => {
    const isWhole = !continued
    continued = text.endsWith('\\')
    if (/^\s*#/.test(text)) return true
    // The last line may still be being typed: its command, or what stands in quotes.
    if (index === last && isWhole && isBegun(text)) return true
    const unquoted = (index === last ? text.replace(OPEN_QUOTE, '$1') : text).replace(/"[^"$`]*"|'[^']*'|\s#.*$/g, '')
    return !SHELL.test(unquoted) && (!isWhole || COMMAND.test(text))
  })
}
