import type { Statement } from './statements'

/** One way through an `if` or `case`: its statements by their indexes. */
export interface Branch {
  /** The condition or the label in the script's own words; null for `else`. */
  readonly condition: string | null
  readonly from: number
  readonly to: number
}

/** The branches of the `if` at `at`, whose `fi` stands right before `end`. */
export function branchesOfIf(statements: readonly Statement[], at: number, end: number): readonly Branch[] {
  const branches: { condition: string | null; from: number; to: number }[] = []
  let depth = 0
  for (let index = at; index < end; index++) {
    const text = statements[index]?.text ?? ''
    const word = /^\w+/.exec(text)?.[0]
    if (word === 'if') {
      depth++
      if (depth > 1) continue
    }
    if (word === 'fi') depth--
    const isOurs = depth === 1 && (word === 'if' || word === 'elif' || text === 'else')
    if (!isOurs && !(word === 'fi' && depth === 0)) continue
    const last = branches.at(-1)
    if (last !== undefined) last.to = index
    if (isOurs) branches.push({ condition: word === 'else' ? null : text.replace(/^(?:el)?if\s*/, ''), from: index + 1, to: end })
  }
  // What stands between the condition and `then` is a part of the condition.
  return branches.map((branch) => {
    if (branch.condition === null) return branch
    let from = branch.from
    while (from < branch.to && statements[from]?.text !== 'then') from++
    const more = statements.slice(branch.from, from).map(({ text }) => text)
    return { condition: [branch.condition, ...more].join('; '), from: Math.min(from + 1, branch.to), to: branch.to }
  })
}

/** The branches of the `case` at `at`, whose `esac` stands right before `end`; the first statement may stand behind its label. */
export function branchesOfCase(
  statements: readonly Statement[],
  at: number,
  end: number,
): readonly (Branch & { readonly first: string })[] {
  const branches: (Branch & { readonly first: string })[] = []
  let depth = 0
  let open = true
  for (let index = at + 1; index < end; index++) {
    const text = statements[index]?.text ?? ''
    const word = /^\w+/.exec(text)?.[0]
    if (word === 'case') depth++
    if (word === 'esac') depth--
    if (depth > 0) continue
    if (text === ';;') {
      open = true
      continue
    }
    const label = open ? /^\(?([\w|*"' .?[\]\\#!^:/-]+)\)\s*(.*)$/s.exec(text) : null
    if (label === null) continue
    open = false
    let to = index + 1
    for (let inner = 0; to < end - 1; to++) {
      const inside = /^\w+/.exec(statements[to]?.text ?? '')?.[0]
      if (inside === 'case') inner++
      if (inside === 'esac') inner--
      if (inner === 0 && statements[to]?.text === ';;') break
    }
    branches.push({ condition: (label[1] ?? '').trim(), from: index + 1, to, first: label[2] ?? '' })
  }
  return branches
}
