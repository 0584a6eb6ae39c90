import { maskLength } from '../model'
import { readHost } from './host-text'
import { type OptionSite, Refusal } from './option'
import { readUnsigned } from './strtoul'

/** What a mask with holes has for a length. */
const NO_LENGTH = 255

/** XTTYPE_PLEN: a prefix length, or a dotted mask that stands for one; 255 for a mask that does not. */
export function prefixLength(argument: string, at: OptionSite): number | Refusal {
  const length = readUnsigned(argument, 0, 32)
  if (length !== null) return length
  const mask = readHost(argument)
  if (mask !== null) return maskLength(mask) ?? NO_LENGTH
  return new Refusal(`${at.extension}: bad value for option "--${at.option}", neither a valid network mask nor valid CIDR (0-32).`)
}
