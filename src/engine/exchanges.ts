import type { Microseconds } from '../model'
import type { ExchangeSpec } from '../scenario/scenario'
import type { Host } from './host'
import type { SocketBuffer } from './skb'

export interface ExchangeWorld {
  readonly host: Host
  now(): Microseconds
  random(): number
  later(by: Microseconds, happen: () => void): void
}

/** Whole exchanges: clients, and the peers that stand beyond the host's wires. */
export class Exchanges {
  constructor(private readonly world: ExchangeWorld) {}

  begin(_spec: ExchangeSpec, _sending: number): string | null {
    return this.world.now() < 0 ? 'never' : null
  }

  left(_skb: SocketBuffer, _interfaceName: string): void {}

  claim(_skb: SocketBuffer): { readonly to: string; answer(): void } | null {
    return null
  }
}
