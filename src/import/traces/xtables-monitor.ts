import type { ImportDraft } from '../import-draft'
import { readKernelFields } from '../packets/kernel-fields'
import type { Block } from '../recognise'
import { spanOfLine } from '../source-lines'
import type { RecordedHeaders, RecordedHop } from './recorded-walk'
import { WalkList } from './walk-list'

const PACKET = /^\s*PACKET: (\d+) ([0-9a-f]+) (.*)$/
const TRACE =
  /^\s*TRACE: (\d+) ([0-9a-f]+) (\w+):(\S+?):(rule|return|policy):(?:(0x[0-9a-f]+):)?(JUMP:\S+|GOTO:\S+|\w+)?\s*(?:-[46] -t \w+ -A \S+ ?(.*))?$/

/** Reads `xtables-monitor --trace`: a PACKET line shows the packet, TRACE lines below it what matched. */
export function readXtablesMonitor(block: Block, draft: ImportDraft): void {
  const walks = new WalkList()
  const open = new Map<string, { readonly index: number; headers: RecordedHeaders | null; first: RecordedHeaders | null }>()
  let guessed = false
  for (const line of block.lines) {
    const span = spanOfLine(line)
    const packet = PACKET.exec(line.text)
    if (packet !== null) {
      const [, family = '', id = '', fields = ''] = packet
      const headers = readKernelFields(fields)
      const there = open.get(id)
      // The same mark again with the first hop's own interfaces is the next packet: marks are reused.
      const again = there?.first != null && headers !== null && headers.packet.id !== there.first.packet.id
      if (there === undefined || again)
        open.set(id, {
          index: walks.open(id, 'xtables-monitor', family === '2' ? 'ip' : family === '10' ? 'ip6' : 'other', span),
          headers,
          first: headers,
        })
      else there.headers = headers
      const walk = open.get(id)
      if (walk !== undefined) walks.extend(walk.index, span, null, headers?.packet ?? null)
      if (headers === null) draft.leaveOut(line, 'only ipv4')
      else if (headers.packet.proto === 'icmp' && !guessed) {
        guessed = true
        draft.note('assumed', span, 'icmp assumed')
      }
      continue
    }
    const trace = TRACE.exec(line.text)
    if (trace === null) {
      draft.leaveOut(line, 'no monitor line')
      continue
    }
    const [, family = '', id = '', table = '', chain = '', kind = '', handle, verdict, rule] = trace
    let walk = open.get(id)
    if (walk === undefined) {
      walk = { index: walks.open(id, 'xtables-monitor', family === '2' ? 'ip' : 'ip6', span), headers: null, first: null }
      open.set(id, walk)
    }
    const hop: RecordedHop = {
      table,
      chain,
      kind: kind as RecordedHop['kind'],
      number: null,
      handle: handle === undefined ? null : Number(handle),
      rule: rule === undefined ? null : rule.trim(),
      verdict: verdict === undefined ? null : verdict.replace(/^(JUMP|GOTO):/, (word) => `${word.slice(0, 4).toLowerCase()} `),
      at: null,
      headers: walk.headers,
      span,
    }
    walks.extend(walk.index, span, hop, null)
  }
  for (const walk of walks.all()) {
    draft.traces.push(walk)
    if (walk.packet !== null) draft.packets.push({ packet: walk.packet, at: null, span: walk.span })
  }
}
