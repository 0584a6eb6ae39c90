import { Refusal } from './option'

/** DiffServ classes and their code points (RFC 2474, 2597, 3246), as iptables spells them. */
export const DSCP_CLASSES: { readonly [name: string]: number } = {
  CS0: 0x00,
  CS1: 0x08,
  CS2: 0x10,
  CS3: 0x18,
  CS4: 0x20,
  CS5: 0x28,
  CS6: 0x30,
  CS7: 0x38,
  BE: 0x00,
  AF11: 0x0a,
  AF12: 0x0c,
  AF13: 0x0e,
  AF21: 0x12,
  AF22: 0x14,
  AF23: 0x16,
  AF31: 0x1a,
  AF32: 0x1c,
  AF33: 0x1e,
  AF41: 0x22,
  AF42: 0x24,
  AF43: 0x26,
  EF: 0x2e,
}

/** The code point of a class name; what follows the name is not looked at (`EFoo` is EF), as in iptables. */
export function readDscpClass(argument: string): number | Refusal {
  const upper = argument.toUpperCase()
  const found = Object.entries(DSCP_CLASSES).find(([name]) => upper.startsWith(name))
  return found?.[1] ?? new Refusal(`Invalid DSCP value \`${argument}'`, ['one of', Object.keys(DSCP_CLASSES).join(', ')])
}
