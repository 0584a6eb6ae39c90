/** What is said about a place of a pasted text, in no language: the page has the words, which take these words in turn. */
export type NoteKey =
  // What stood around the text.
  | 'taken off'
  | 'root prompts'
  | 'line put together'
  // Rules and listings.
  | 'counters rounded'
  | 'no interfaces'
  | 'no counters'
  | 'stray characters'
  /** The name. */
  | 'name for a resolver'
  /** The part. */
  | 'part not understood'
  | 'row put together'
  /** The table. */
  | 'table by targets'
  | 'table by chains'
  | 'table by custom'
  | 'output filtered'
  /** The chain. */
  | 'shown twice'
  /** The chain and its table. */
  | 'heading missing'
  /** The table, and the chains. */
  | 'chains not shown'
  | 'only these chains'
  | 'listings after commands'
  | 'no row of a listing'
  | 'no save line'
  | 'no rule list line'
  | 'no such table'
  | 'no table above'
  /** The tool that refuses, and what it says. */
  | 'refused'
  /** What the reader of that section says. */
  | 'rules say'
  | 'script says'
  | 'sets say'
  | 'network says'
  | 'connections say'
  // Scripts.
  /** A number: how many are read. */
  | 'most statements'
  | 'most steps'
  | 'most commands'
  | 'calls too deep'
  /** The condition. */
  | 'if not known'
  | 'case not known'
  | 'loop not known'
  | 'lines not known'
  /** The label. */
  | 'script started'
  /** The variable. */
  | 'variable not known'
  | 'command not run'
  /** The expression. */
  | 'expression not known'
  | 'value too long'
  | 'restore file missing'
  | 'other command'
  /** The interface. */
  | 'wg-quick name'
  | 'going down does not run'
  | 'default route by tunnel'
  // The network and its sockets.
  | 'ipv6 left out'
  | 'no addresses'
  | 'no route row'
  /** The address. */
  | 'no mask'
  | 'protocol of sockets'
  | 'no socket line'
  | 'no local port'
  /** The route. */
  | 'first nexthop'
  | 'neighbours'
  | 'route answers'
  | 'statistics'
  /** The tool. */
  | 'other tool'
  /** Of which kind. */
  | 'other sockets'
  | 'nft json'
  | 'no ip json'
  | 'set line before a set'
  // Packets, traces and connections.
  /** The interface. */
  | 'capture comes in'
  | 'capture without interface'
  | 'capture names'
  | 'capture without flags'
  | 'only ipv4'
  | 'no packet shown'
  | 'packet not understood'
  | 'no packet in log'
  | 'packet not recorded'
  | 'no monitor line'
  | 'no nft trace line'
  | 'icmp assumed'
  /** How many are left. */
  | 'events played'
  | 'no conntrack line'
  | 'no connections in xml'
  // nft's own words.
  /** The family and the table. */
  | 'foreign nft table'
  /** The chain, and the hook with its priority. */
  | 'foreign nft chain'
  /** The part. */
  | 'nft part not understood'
  | 'nft comments'
  | 'nft policy counters'
  | 'nft set left out'
  // Bounds.
  | 'more notes'
  | 'more lines'
  /** How many are looked at. */
  | 'most lines'
  /** Megabytes. */
  | 'text too long'
  /** How many a scenario holds, how many are left out. */
  | 'most sendings'
  | 'unknown line'

/** A key and its words. */
export interface Said {
  readonly key: NoteKey
  readonly words: readonly string[]
}
