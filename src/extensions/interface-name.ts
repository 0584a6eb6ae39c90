import { byteLength } from './byte-length'
import { Refusal } from './option'

/** IFNAMSIZ less its terminator: the longest interface name. */
const MAX_INTERFACE = 15

/** xtables_parse_interface's no to a name that is too long, or null. */
export function refusedInterface(name: string): Refusal | null {
  return byteLength(name) > MAX_INTERFACE
    ? new Refusal(`interface name \`${name}' must be shorter than IFNAMSIZ (${MAX_INTERFACE})`, ['interface length', MAX_INTERFACE])
    : null
}

/** iptables' warning about a name that no interface can have, or null. */
export function oddInterface(name: string): string | null {
  if (name.indexOf('/') < 0 && name.indexOf(' ') < 0) return null
  return `Warning: weird character in interface \`${name}' ('/' and ' ' are not allowed by the kernel).`
}
