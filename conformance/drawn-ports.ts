import type { Answer, Case, LoadedAnswer, PacketAnswer } from './case'

interface Line {
  readonly key: string
  readonly port: string
}

/** `src= dst= sport= dport=` of both directions. */
const PORTS = /src=(\S+) dst=(\S+) sport=(\d+) dport=(\d+).* src=(\S+) dst=(\S+) sport=(\d+) dport=(\d+)/

/** Connections whose source port was translated: what they are, and the port that was drawn. */
function drawn(answer: LoadedAnswer): readonly Line[] {
  return answer.conntrack.flatMap((line) => {
    const match = PORTS.exec(line)
    if (match === null) return []
    const [, source, destination, sport, dport, replySource, replyDestination, replySport, replyDport] = match
    if (replyDport === undefined || replyDport === sport) return []
    return [
      {
        key: [line.split(/\s+/)[2], source, destination, sport, dport, replySource, replyDestination, replySport].join(' '),
        port: replyDport,
      },
    ]
  })
}

/** Port ranges that the rules name, `:6000-6003` or `--to-ports 6000-6003`: drawn from few, so a seed meets the kernel's draw. */
function namedRanges(rules: string): readonly (readonly [number, number])[] {
  return [...rules.matchAll(/(?::|--to-ports )(\d+)-(\d+)/g)].map(([, first, last]) => [Number(first), Number(last)] as const)
}

/**
 * The engine's answer with the ports that the kernel drew at random from all free ones in place of the engine's own draws. Only
 * where the same connection has one in both answers, or the same hop or frame one that stands nowhere in the case; with 64,000 ports no seed
 * would ever meet the kernel's.
 */
export function withKernelPorts(one: Case, kernel: Answer, engine: Answer): Answer {
  if (!('packets' in kernel) || !('packets' in engine)) return engine
  const ranges = namedRanges(one.iptables)
  const named = (port: string): boolean => ranges.some(([first, last]) => Number(port) >= first && Number(port) <= last)
  const kernelPorts = new Map(drawn(kernel).map(({ key, port }) => [key, port]))
  const renamed = new Map<string, string>()
  for (const { key, port } of drawn(engine)) {
    const other = kernelPorts.get(key)
    if (other !== undefined && other !== port && !named(other) && !named(port)) renamed.set(port, other)
  }
  for (const [port, other] of differingPorts(one, kernel, engine))
    if (!named(port) && !named(other) && !renamed.has(port)) renamed.set(port, other)
  if (renamed.size === 0) return engine
  const text = JSON.stringify(engine).replace(
    /("(?:sport|dport)":|\b(?:SPT|DPT|sport|dport)=)(\d+)/g,
    (whole, before: string, port: string) => {
      const other = renamed.get(port)
      return other === undefined ? whole : before + other
    },
  )
  return JSON.parse(text)
}

/** Ports in which a hop or a frame of both answers differs, the engine's first: of connections that are gone before the end. */
function differingPorts(one: Case, kernel: LoadedAnswer, engine: LoadedAnswer): readonly (readonly [string, string])[] {
  const known = new Set(JSON.stringify(one).match(/\d+/g) ?? [])
  const found: (readonly [string, string])[] = []
  const seen = ({ hops, out }: PacketAnswer) => [...hops, ...out]
  for (const [i, packet] of kernel.packets.entries()) {
    const answered = engine.packets[i]
    if (answered === undefined || answered.hops.length !== packet.hops.length) continue
    const others = seen(answered)
    for (const [j, sight] of seen(packet).entries()) {
      const other = others[j]
      if (other === undefined || other.src !== sight.src || other.dst !== sight.dst) continue
      for (const side of ['sport', 'dport'] as const) {
        const [drawn, own] = [String(sight[side]), String(other[side])]
        if (drawn !== own && !known.has(drawn) && !known.has(own)) found.push([own, drawn])
      }
    }
  }
  return found
}
