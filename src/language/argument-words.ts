import type { OptionType } from '../extensions/option'

/** How an argument of a type is written, for people: `number`, `address[/mask]`; '' for none. */
export function placeholderOf(type: OptionType): string {
  switch (type.kind) {
    case 'flag':
      return ''
    case 'integer':
      return type.min === 0 && type.max >= 0xffff ? 'number' : `${type.min}-${type.max}`
    case 'integer64':
      return 'number'
    case 'integers':
    case 'integers64':
      return 'number[:number]'
    case 'decimal':
      return `${type.min}-${type.max}`
    case 'text':
      return 'text'
    case 'tosMask':
    case 'markMask':
      return 'value[/mask]'
    case 'logLevel':
      return 'level'
    case 'host':
      return 'address'
    case 'hostMask':
      return 'address[/mask]'
    case 'prefixMask':
      return 'prefix length or mask'
    case 'protocol':
      return 'protocol'
    case 'port':
      return 'port'
    case 'portRange':
      return 'port[:port]'
    case 'mac':
      return 'xx:xx:xx:xx:xx:xx'
    case 'custom':
      return type.placeholder
  }
}

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
