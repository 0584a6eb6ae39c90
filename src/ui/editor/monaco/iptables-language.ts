import { languages } from 'monaco-editor/editor'
import type { EditorTab } from '../../store/state'

export const IPTABLES = 'iptables'
export const IPSET = 'ipset'

/** Monaco's name for the language of each text. */
export const LANGUAGES: { readonly [tab in EditorTab]: string } = {
  rules: IPTABLES,
  sets: IPSET,
  network: 'iproute',
  services: 'services',
  connections: 'conntrack',
}

/**
 * Colours for rules text, save form and commands alike: words that decide stand out, punctuation does not. This is only paint;
 * what a word means is asked of the worker.
 */
export function registerIptables(): void {
  for (const id of Object.values(LANGUAGES)) {
    languages.register({ id })
    languages.setLanguageConfiguration(id, { comments: { lineComment: '#' }, wordPattern: /[^\s"',;&|]+/ })
  }
  languages.setLanguageConfiguration(IPTABLES, {
    comments: { lineComment: '#' },
    autoClosingPairs: [],
    wordPattern: /[^\s"',;&|]+/,
  })
  languages.setMonarchTokensProvider(IPTABLES, {
    defaultToken: '',
    verdicts: ['ACCEPT', 'RETURN'],
    refusals: ['DROP', 'REJECT', 'QUEUE', 'NFQUEUE'],
    tokenizer: {
      root: [
        [/^\s*#.*$/, 'comment'],
        [/^\s*\*\w+/, 'section'],
        [/^\s*COMMIT\b/, 'section'],
        [/^\s*:\S+.*$/, 'declaration'],
        [/\b(sudo|ip6?tables(?:-(?:save|restore|legacy|nft))*)\b/, 'command'],
        [/\[\d+:\d+\]/, 'counter'],
        [/(-j|-g|--jump|--goto)(\s+)/, ['option', { token: '', next: '@target' }]],
        [
          /(-A|-I|-D|-R|-N|-X|-P|-F|-Z|-E|--append|--insert|--delete|--replace|--new-chain|--policy|--flush)(\s+)([\w.:-]+)/,
          ['operation', '', 'chain'],
        ],
        [/--[\w-]+|(?<=\s|^)-[a-zA-Z]\b/, 'option'],
        [/"(?:[^"\\]|\\.)*"?/, 'string'],
        [/'[^']*'?/, 'string'],
        [/(?<=\s)!(?=\s)/, 'negation'],
        [/\s#.*$/, 'comment'],
        [/\b\d[\d.:/,xa-fA-F-]*\b/, 'number'],
        [/[\w.+:/-]+/, ''],
      ],
      target: [
        [/\s+/, ''],
        [
          /[\w.:-]+/,
          {
            cases: {
              '@verdicts': { token: 'verdict', next: '@pop' },
              '@refusals': { token: 'refusal', next: '@pop' },
              '@default': { token: 'target', next: '@pop' },
            },
          },
        ],
        [/./, { token: '', next: '@pop' }],
      ],
    },
  })
}
