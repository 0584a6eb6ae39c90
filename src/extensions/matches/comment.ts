import { defineMatch } from '../extension'
import { text } from '../option'
import { saveString } from '../save-string'

/** A note on a rule; it always matches. Kernel: net/netfilter/xt_comment.c. */
export const comment = defineMatch({
  name: 'comment',
  summary: 'A note for people. Always matches.',
  options: {
    comment: { type: text({ keep: 255 }), required: true, doc: 'The note, up to 255 characters.' },
  },
  save: ({ comment }) => ` --comment${saveString(comment)}`,
  list: ({ comment }) => ` /* ${comment} */`,
  compile: () => [],
  examples: [
    { rule: '-m comment --comment "web server"', saved: '=' },
    { rule: '-m comment --comment "one"', saved: '-m comment --comment one' },
    { rule: '-m comment', rejected: 'comment: option "--comment" must be specified', by: 'iptables' },
  ],
})
