/** What leads to changing rules where they are seen. */
export const ruleEditing = {
  openMenu: (rule: number, chain: string) => `Change rule ${rule} of ${chain}`,
  openChainMenu: (chain: string) => `Change chain ${chain}`,
  seeDifference: 'See the difference',
  make: 'Make a rule from this packet…',
  busy: 'The text is being changed: try again in a moment.',
}
