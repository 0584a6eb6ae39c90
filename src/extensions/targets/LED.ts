import { defineTarget } from '../extension'
import { custom, flag, Refusal, text } from '../option'
import { readUnsigned } from '../strtoul'

/** Blinks. Kernel: net/netfilter/xt_LED.c. */
export const LED = defineTarget({
  name: 'LED',
  summary: 'Lights an LED of the machine with every packet. The packet goes on.',
  options: {
    'led-trigger-id': { type: text({ max: 16 }), required: true, doc: 'The trigger is called netfilter-NAME.' },
    'led-delay': { type: custom('MILLISECONDS|inf', readDelay, ['inf']), doc: 'How long it stays on; 0 for a blink.' },
    'led-always-blink': { type: flag, doc: 'Blink even when it is on already.' },
  },
  save: (use) =>
    ` --led-trigger-id "${use['led-trigger-id']}"${delay(use) === '0' ? '' : ` --led-delay ${delay(use)}`}${use['led-always-blink'] ? ' --led-always-blink' : ''}`,
  list: (use) =>
    ` led-trigger-id:"${use['led-trigger-id']}" led-delay:${delay(use) === 'inf' ? 'inf' : `${delay(use)}ms`}${use['led-always-blink'] ? ' led-always-blink' : ''}`,
  compile: () => () => 'CONTINUE',
  examples: [
    { rule: '-j LED --led-trigger-id "ssh" --led-delay 1000', saved: '=' },
    {
      rule: '-j LED --led-always-blink --led-delay inf --led-trigger-id ssh',
      saved: '-j LED --led-trigger-id "ssh" --led-delay inf --led-always-blink',
    },
    { rule: '-j LED', rejected: 'LED: option "--led-trigger-id" must be specified', by: 'iptables' },
    {
      rule: '-j LED --led-trigger-id averyverylongname',
      rejected: 'Argument must have a maximum length of 16 characters',
      by: 'iptables',
    },
    { rule: '-j LED --led-trigger-id x --led-delay long', rejected: 'Delay value must be within range 0..4294967295', by: 'iptables' },
  ],
})

function readDelay(argument: string): string | Refusal {
  if (/^inf/i.test(argument)) return 'inf'
  const value = readUnsigned(argument, 0, 0xffffffff)
  return value === null ? new Refusal('Delay value must be within range 0..4294967295') : String(value)
}

function delay(use: { readonly 'led-delay'?: string }): string {
  return use['led-delay'] ?? '0'
}
