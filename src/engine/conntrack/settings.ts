import { type Microseconds, SECOND } from '../../model'

/** The settings of conntrack that change what it decides, from sysctl (Documentation/networking/nf_conntrack-sysctl.rst). */
export interface ConntrackSettings {
  /** By TCP state number; the kernel gives NONE the time of SYN_SENT. */
  readonly tcp: Float64Array
  readonly tcpMaxRetrans: Microseconds
  readonly tcpUnacknowledged: Microseconds
  /** By SCTP state number; the kernel gives NONE the time of CLOSED. */
  readonly sctp: Float64Array
  readonly udp: Microseconds
  readonly udpStream: Microseconds
  readonly icmp: Microseconds
  readonly gre: Microseconds
  readonly greStream: Microseconds
  readonly generic: Microseconds
  /** Pick up connections whose beginning was not seen. */
  readonly loose: boolean
  /** Out-of-window packets are believed. */
  readonly liberal: boolean
  readonly ignoreInvalidReset: boolean
  readonly maxRetransmissions: number
  /** Connections count their packets and bytes (nf_conntrack_acct, off by default). */
  readonly accounting: boolean
  /** Checksums of what comes in by a wire are looked at (nf_conntrack_checksum). */
  readonly checksum: boolean
}

/** Reads the settings; what is not set, or is no number, is the kernel's default. */
export function conntrackSettings(sysctl: { readonly [name: string]: string }, accountingNeeded = false): ConntrackSettings {
  const number = (name: string, byDefault: number): number => {
    const text = sysctl[`net.netfilter.nf_conntrack_${name}`]
    const value = text === undefined ? Number.NaN : Number.parseInt(text, 10)
    return Number.isNaN(value) ? byDefault : value
  }
  const seconds = (name: string, byDefault: number): Microseconds => number(name, byDefault) * SECOND
  const synSent = seconds('tcp_timeout_syn_sent', 120)
  return {
    tcp: Float64Array.of(
      synSent,
      synSent,
      seconds('tcp_timeout_syn_recv', 60),
      seconds('tcp_timeout_established', 432_000),
      seconds('tcp_timeout_fin_wait', 120),
      seconds('tcp_timeout_close_wait', 60),
      seconds('tcp_timeout_last_ack', 30),
      seconds('tcp_timeout_time_wait', 120),
      seconds('tcp_timeout_close', 10),
      120 * SECOND,
    ),
    tcpMaxRetrans: seconds('tcp_timeout_max_retrans', 300),
    tcpUnacknowledged: seconds('tcp_timeout_unacknowledged', 300),
    sctp: Float64Array.of(
      seconds('sctp_timeout_closed', 10),
      seconds('sctp_timeout_closed', 10),
      seconds('sctp_timeout_cookie_wait', 3),
      seconds('sctp_timeout_cookie_echoed', 3),
      seconds('sctp_timeout_established', 210),
      seconds('sctp_timeout_shutdown_sent', 3),
      seconds('sctp_timeout_shutdown_recd', 3),
      seconds('sctp_timeout_shutdown_ack_sent', 3),
      seconds('sctp_timeout_heartbeat_sent', 30),
    ),
    udp: seconds('udp_timeout', 30),
    udpStream: seconds('udp_timeout_stream', 120),
    icmp: seconds('icmp_timeout', 30),
    gre: seconds('gre_timeout', 30),
    greStream: seconds('gre_timeout_stream', 180),
    generic: seconds('generic_timeout', 600),
    loose: number('tcp_loose', 1) !== 0,
    liberal: number('tcp_be_liberal', 0) !== 0,
    ignoreInvalidReset: number('tcp_ignore_invalid_rst', 0) !== 0,
    maxRetransmissions: number('tcp_max_retrans', 3),
    checksum: number('checksum', 1) !== 0,
    accounting: accountingNeeded || number('acct', 0) !== 0,
  }
}
