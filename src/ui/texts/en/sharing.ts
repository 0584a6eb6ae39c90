/** The link to a moment, and files. */
export const sharing = {
  title: 'Share',
  description: 'The link holds everything: rules, network, packets, seed and the step you are looking at. Nothing is uploaded.',
  link: 'Link to this moment',
  length: (characters: string) => `${characters} characters`,
  long: 'Some programs cut links this long: the exported file is safer.',
  copy: 'Copy link',
  copied: 'Copied.',
  notCopied: 'The browser did not allow it. Select the link and copy it.',
  file: 'Files',
  exportScenario: 'Save scenario (JSON)',
  exportRules: 'Save rules (iptables-save)',
  withCounters: 'with counters',
  exportAs: 'Export as…',
}
