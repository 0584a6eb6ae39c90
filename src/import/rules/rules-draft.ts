import { BASE_CHAINS, type Counters, type Span, TABLES, type TableName, ZERO_COUNTERS } from '../../model'

export interface RuleDraft {
  /** What stands after `-A CHAIN`, with a leading space. */
  readonly words: string
  readonly counters: Counters
  /** Where the paste says it; null for a rule that stood there before. */
  readonly span: Span | null
}

export interface ChainDraft {
  policy: string | null
  counters: Counters
  rules: RuleDraft[]
  /** Whether the paste shows it, and where. */
  readonly span: Span | null
}

/** Tables and chains as they are gathered from listings and saves. */
export class RulesDraft {
  readonly tables = new Map<TableName, Map<string, ChainDraft>>()

  get empty(): boolean {
    return this.tables.size === 0
  }

  table(name: TableName): Map<string, ChainDraft> {
    let table = this.tables.get(name)
    if (table === undefined) {
      table = new Map()
      this.tables.set(name, table)
    }
    return table
  }

  chain(tableName: TableName, name: string, span: Span | null): ChainDraft {
    const table = this.table(tableName)
    let chain = table.get(name)
    if (chain === undefined) {
      chain = { policy: isBaseChain(tableName, name) ? 'ACCEPT' : null, counters: ZERO_COUNTERS, rules: [], span }
      table.set(name, chain)
    }
    return chain
  }

  /** Names that rules jump to without anybody having declared them. */
  missingChains(tableName: TableName, known: (name: string) => boolean): readonly string[] {
    const table = this.tables.get(tableName)
    const missing = new Set<string>()
    for (const { rules } of table?.values() ?? [])
      for (const { words } of rules) {
        const target = / -[jg] (\S+)/.exec(words.replace(/"(?:\\.|[^"\\])*"/g, '""'))?.[1]
        if (target !== undefined && !known(target) && table?.has(target) === false) missing.add(target)
      }
    return [...missing]
  }

  /** iptables-save text with counters, and what each line comes from. */
  save(): { readonly lines: readonly string[]; readonly rules: readonly (RuleDraft | null)[] } {
    const lines: string[] = []
    const rules: (RuleDraft | null)[] = []
    const put = (line: string, rule: RuleDraft | null): void => {
      lines.push(line)
      rules.push(rule)
    }
    for (const name of TABLES) {
      const table = this.tables.get(name)
      if (table === undefined) continue
      put(`*${name}`, null)
      const names = [...table.keys()]
      const base = BASE_CHAINS[name].filter((chain) => table.has(chain))
      const ordered = [...base, ...names.filter((chain) => !isBaseChain(name, chain))]
      for (const chain of ordered) {
        const { policy, counters } = table.get(chain) ?? { policy: null, counters: ZERO_COUNTERS }
        put(`:${chain} ${policy ?? '-'} [${counters.packets}:${counters.bytes}]`, null)
      }
      for (const chain of ordered)
        for (const rule of table.get(chain)?.rules ?? [])
          put(`[${rule.counters.packets}:${rule.counters.bytes}] -A ${chain}${rule.words}`, rule)
      put('COMMIT', null)
    }
    return { lines, rules }
  }
}

export function isBaseChain(table: TableName, name: string): boolean {
  return BASE_CHAINS[table].some((chain) => chain === name)
}

/** The tables that have a base chain of this name. */
export function tablesWith(chain: string): readonly TableName[] {
  return TABLES.filter((table) => isBaseChain(table, chain))
}
