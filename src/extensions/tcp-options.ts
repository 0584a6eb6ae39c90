/** Walks TCP option bytes: kinds 0 and 1 are single bytes, all others carry their length; a length of 0 counts as 1. */
export function optionLength(options: string, at: number): number {
  return options.charCodeAt(at) < 2 ? 1 : options.charCodeAt(at + 1) || 1
}

/** Where the option of that kind begins, or -1. */
export function findTcpOption(options: string, kind: number): number {
  for (let i = 0; i < options.length; i += optionLength(options, i)) if (options.charCodeAt(i) === kind) return i
  return -1
}
