/** A text as iptables-save writes it: bare when it is only letters, digits, `_` and `-`; else in double quotes with `"`, `\` and `'` escaped. */
export function saveString(text: string): string {
  if (/^[\w-]+$/.test(text)) return ` ${text}`
  return ` "${text.replace(/["\\']/g, '\\$&')}"`
}
