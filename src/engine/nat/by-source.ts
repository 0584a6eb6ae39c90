import type { Tuple } from '../../model'
import type { Connection } from '../conntrack/connection'

/** Connections by where they came from before NAT, newest first (nf_nat_bysource): who comes from the same port is mapped alike if possible. */
export class BySource {
  private readonly heads = new Map<number, Connection>()

  add(connection: Connection): void {
    const key = keyOf(connection.original)
    connection.nextBySource = this.heads.get(key) ?? null
    this.heads.set(key, connection)
  }

  remove(connection: Connection): void {
    const key = keyOf(connection.original)
    let at = this.heads.get(key) ?? null
    if (at === connection) {
      if (connection.nextBySource === null) this.heads.delete(key)
      else this.heads.set(key, connection.nextBySource)
    } else {
      while (at !== null && at.nextBySource !== connection) at = at.nextBySource
      if (at !== null) at.nextBySource = connection.nextBySource
    }
    connection.nextBySource = null
  }

  /** The connections that began where this tuple begins. */
  *from(tuple: Tuple): Iterable<Connection> {
    for (let at = this.heads.get(keyOf(tuple)) ?? null; at !== null; at = at.nextBySource) {
      const { original } = at
      if (original.protocol === tuple.protocol && original.source === tuple.source && original.sourcePort === tuple.sourcePort) yield at
    }
  }
}

function keyOf(tuple: Tuple): number {
  return Math.imul(tuple.source, 0x9e3779b1) ^ Math.imul((tuple.protocol << 16) | tuple.sourcePort, 0x85ebca6b)
}
