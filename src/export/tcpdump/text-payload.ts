import type { Captured } from './bytes'

/** Protocols of lines of text that tcpdump shows. */
type TextProtocol = 'ftp' | 'smtp' | 'http' | 'rtsp'

/** tcp.h and print-tcp.c: the ports at which each is looked for. */
const PORTS: { readonly [port: number]: TextProtocol } = {
  21: 'ftp',
  25: 'smtp',
  80: 'http',
  8080: 'http',
  554: 'rtsp',
  8554: 'rtsp',
}

/** Words that begin a request of a protocol that carries other things, too. */
const REQUESTS: { readonly [protocol in TextProtocol]: readonly string[] | null } = {
  ftp: null,
  smtp: null,
  http: 'GET PUT COPY HEAD LOCK MOVE POLL POST BCOPY BMOVE MKCOL TRACE LABEL MERGE DELETE SEARCH UNLOCK REPORT UPDATE NOTIFY BDELETE CONNECT OPTIONS CHECKIN PROPFIND CHECKOUT CCM_POST SUBSCRIBE PROPPATCH BPROPFIND BPROPPATCH UNCHECKOUT MKACTIVITY MKWORKSPACE UNSUBSCRIBE RPC_CONNECT VERSION-CONTROL BASELINE-CONTROL'.split(
    ' ',
  ),
  rtsp: 'OPTIONS DESCRIBE ANNOUNCE SETUP PLAY PAUSE TEARDOWN GET_PARAMETER SET_PARAMETER REDIRECT RECORD'.split(' '),
}

export function textProtocol(sport: number, dport: number): TextProtocol | null {
  return PORTS[sport] ?? PORTS[dport] ?? null
}

/** `HTTP: GET / HTTP/1.1`; with `verbose` every line below (tcpdump 4.99, txtproto_print). */
export function textPayload(captured: Captured, at: number, protocol: TextProtocol, verbose: boolean): string {
  const name = protocol.toUpperCase()
  const data = captured.bytes.subarray(at)
  const text = String.fromCharCode(...data)
  if (!speaks(text, protocol)) return name
  if (!verbose) {
    const first = lineAt(text, 0, protocol)
    return first === null ? name : `${name}: ${first.shown}`
  }
  let shown = `${name}, length: ${data.length}`
  for (let from = 0; from < text.length; ) {
    const line = lineAt(text, from, protocol)
    if (line === null) break
    shown += `\n\t${line.shown}`
    if (line.next === null) break
    from = line.next
  }
  return shown
}

/** A request, or a response by its number of three digits, which HTTP and RTSP put second. */
function speaks(text: string, protocol: TextProtocol): boolean {
  const requests = REQUESTS[protocol]
  if (requests === null) return true
  const [first = '', second = ''] = text.split(/\s+/, 2)
  return requests.includes(first.toUpperCase()) || /^\d{3}$/.test(second)
}

/** A line of printable characters, and where the next one begins: null where none ends. Null for what is no text. */
function lineAt(text: string, from: number, protocol: TextProtocol): { readonly shown: string; readonly next: number | null } | null {
  const end = /\r\n|\n/.exec(text.slice(from))
  const line = text.slice(from, end === null ? undefined : from + end.index)
  if (!/^[\t\x20-\x7e]*$/.test(line)) return null
  return end === null ? { shown: `${line} [|${protocol}]`, next: null } : { shown: line, next: from + end.index + end[0].length }
}
