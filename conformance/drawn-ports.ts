import type { Answer, LoadedAnswer } from './case'

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
 * where the same connection has one in both answers; with 64,000 ports no seed would ever meet the kernel's.
 */
export function withKernelPorts(rules: string, kernel: Answer, engine: Answer): Answer {
  if (!('packets' in kernel) || !('packets' in engine)) return engine
  const ranges = namedRanges(rules)
  const named = (port: string): boolean => ranges.some(([first, last]) => Number(port) >= first && Number(port) <= last)
  const kernelPorts = new Map(drawn(kernel).map(({ key, port }) => [key, port]))
  const renamed = new Map<string, string>()
  for (const { key, port } of drawn(engine)) {
    const other = kernelPorts.get(key)
    if (other !== undefined && other !== port && !named(other) && !named(port)) renamed.set(port, other)
  }
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
