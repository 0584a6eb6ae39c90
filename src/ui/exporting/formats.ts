import type { ExportFormat } from '../../model'

/** What is typed to see it, where something is. */
export const COMMANDS: { readonly [format in ExportFormat]: string | null } = {
  save: 'iptables-save',
  'save-counters': 'iptables-save -c',
  commands: null,
  specs: 'iptables -S',
  'specs-counters': 'iptables -S -v',
  'list-verbose': 'iptables -nvL',
  'list-numbers': 'iptables -nvL --line-numbers',
  'list-exact': 'iptables -nvxL --line-numbers',
  'list-plain': 'iptables -nL',
  'list-names': 'iptables -L',
  'ipset-save': 'ipset save -sorted',
  'ipset-list': 'ipset list -sorted',
  'network-commands': null,
  addresses: 'ip addr',
  links: 'ip link',
  routes: 'ip route',
  'all-routes': 'ip route show table all',
  'routing-rules': 'ip rule',
  tcpdump: 'tcpdump -n',
  'tcpdump-verbose': 'tcpdump -nv',
  'tcpdump-link': 'tcpdump -ne',
  'kernel-trace': null,
  'xtables-monitor': 'xtables-monitor --trace',
  'kernel-log': null,
  conntrack: 'conntrack -L',
  'conntrack-extended': 'conntrack -L -o extended',
  'conntrack-proc': '/proc/net/nf_conntrack',
}

/** The name of a downloaded file. */
export function fileName(format: ExportFormat): string {
  if (format === 'save' || format === 'save-counters') return 'rules.v4'
  if (format === 'commands') return 'rules.sh'
  if (format === 'network-commands') return 'network.sh'
  return `${format}.txt`
}
