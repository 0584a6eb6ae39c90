import type { OptionType } from '../extensions/option'

/** Words that an argument of a type can be, where they are few. */
export function choicesOf(type: OptionType): readonly string[] {
  switch (type.kind) {
    case 'custom':
      return type.choices
    case 'logLevel':
      return ['emerg', 'alert', 'crit', 'error', 'warning', 'notice', 'info', 'debug']
    case 'port':
    case 'portRange':
      return ['ssh', 'domain', 'http', 'https', 'smtp', 'imaps', 'ntp', 'snmp']
    case 'tosMask':
      return ['Minimize-Delay', 'Maximize-Throughput', 'Maximize-Reliability', 'Minimize-Cost', 'Normal-Service']
    default:
      return []
  }
}
