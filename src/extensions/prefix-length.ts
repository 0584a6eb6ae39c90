import { maskLength } from '../model'
import { readHost } from './host-text'
import { type OptionSite, Refusal } from './option'
import { readUnsigned } from './strtoul'

/** XTTYPE_PLEN: a prefix length, or a dotted mask that stands for one. */
export function prefixLength(argument: string, at: OptionSite): number | Refusal {
  const length = readUnsigned(argument, 0, 32)
  if (length !== null) return length
  const mask = readHost(argument)
  const known = mask === null ? null : maskLength(mask)
  return known ?? new Refusal(`${at.extension}: bad value for option "--${at.option}", neither a valid network mask nor valid CIDR (0-32).`)
}
