import { defineMatch } from '../extension'
import { oddInterface, refusedInterface } from '../interface-name'
import { custom, flag, type Invertible, type OptionSite, Refusal } from '../option'
import type { Test } from '../semantics'
import { not } from '../test-forms'

/** Ports of a bridge. Kernel: net/netfilter/xt_physdev.c. The host here has no bridges, so no packet has a port of one. */
export const physdev = defineMatch({
  name: 'physdev',
  summary: 'The ports of a bridge that the packet came in by or leaves by.',
  options: {
    'physdev-in': { type: custom('NAME[+]', readInterface), invertible: true, doc: 'The bridge port it came in by.' },
    'physdev-out': { type: custom('NAME[+]', readInterface), invertible: true, doc: 'The bridge port it leaves by.' },
    'physdev-is-in': { type: flag, invertible: true, doc: 'It came in by a bridge port.' },
    'physdev-is-out': { type: flag, invertible: true, doc: 'It leaves by a bridge port.' },
    'physdev-is-bridged': { type: flag, invertible: true, doc: 'It is bridged and not routed.' },
  },
  finalCheck: (given) => (Object.keys(given).length === 0 ? new Refusal('PHYSDEV: no physdev option specified') : null),
  // Where the host itself sends a packet, no bridge has chosen a port for it yet.
  checkentry: (use, { hooks }) => {
    const option = (['physdev-out', 'physdev-is-out'] as const).find((name) => use[name] !== undefined)
    const bridged = use['physdev-is-bridged']?.inverted === false
    return option === undefined || bridged || !hooks.includes('OUTPUT') ? null : { option, hint: ['bridged only', option] }
  },
  save: (use) => print(use),
  list: (use) => ` PHYSDEV match${print(use)}`,
  compile: (use) => {
    const wanted: readonly (readonly [string, Invertible<unknown> | undefined])[] = OPTIONS.map((option) => [option, use[option]] as const)
    return wanted.flatMap(([subject, one]): Test[] =>
      one === undefined ? [] : [{ subject, wants: `${not(one)}a bridge port`, holds: () => one.inverted, is: () => 'no bridge' }],
    )
  },
  examples: [
    { rule: '-m physdev --physdev-in vnet0', saved: '=' },
    { rule: '-m physdev ! --physdev-out tap+ --physdev-is-bridged', saved: '=' },
    { rule: '-m physdev --physdev-is-out --physdev-is-in', saved: '-m physdev --physdev-is-in --physdev-is-out' },
    {
      rule: '-m physdev --physdev-in averyverylongname',
      rejected: "interface name `averyverylongname' must be shorter than IFNAMSIZ (15)",
      by: 'iptables',
    },
    { rule: '-m physdev', rejected: 'PHYSDEV: no physdev option specified', by: 'iptables' },
  ],
})

// In the order in which iptables prints them.
const OPTIONS = ['physdev-is-in', 'physdev-in', 'physdev-is-out', 'physdev-out', 'physdev-is-bridged'] as const

function readInterface(argument: string, at: OptionSite): string | Refusal {
  const refused = refusedInterface(argument)
  const odd = refused === null ? oddInterface(argument) : null
  if (odd !== null) at.warn(odd)
  return refused ?? argument
}

function print(use: { readonly [option in (typeof OPTIONS)[number]]?: Invertible<string | true> }): string {
  return OPTIONS.map((option) => {
    const one = use[option]
    return one === undefined ? '' : ` ${not(one)}--${option}${one.value === true ? '' : ` ${one.value}`}`
  }).join('')
}
