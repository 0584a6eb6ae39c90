/** Settings that change what packets meet, and the only values that the engine has them with. `*` is an interface, `all` or `default`. */
const VALUES: { readonly [setting: string]: readonly string[] } = {
  'net.ipv4.fwmark_reflect': ['0'],
  'net.ipv4.icmp_errors_use_inbound_ifaddr': ['0'],
  'net.ipv4.ip_no_pmtu_disc': ['0'],
  'net.ipv4.tcp_ecn': ['2', '1'],
  'net.ipv4.tcp_fwmark_accept': ['0'],
  'net.ipv4.tcp_sack': ['1'],
  'net.ipv4.tcp_syncookies': ['1', '0'],
  'net.ipv4.tcp_timestamps': ['1'],
  'net.ipv4.tcp_window_scaling': ['1'],
  'net.ipv4.conf.*.shared_media': ['1'],
}

/** The value that packets meet although the setting says another one; null where the setting holds, or changes nothing. */
export function metInstead(setting: string, value: string): string | null {
  const values = VALUES[setting.replace(/^(net\.ipv4\.conf)\..+\./, '$1.*.')]
  return values === undefined || values.includes(value) ? null : (values[0] ?? null)
}
