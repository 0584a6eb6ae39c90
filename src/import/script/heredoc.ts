/** What ends the here-document that a line begins (`cat <<EOF`), or null. A `<<` inside quotes or `((` is a shift or nothing at all. */
export function heredocMark(text: string): string | null {
  if (!text.includes('<<')) return null
  const bare = text
    .replace(/\(\([^;]{0,500}?\)\)/g, ' ')
    .replace(/((?<!<)<<-?\s*)(["']?)\w+\2|"(?:[^"\\]|\\.)*"|'[^']*'/g, (found: string, opens: string | undefined) =>
      opens === undefined ? ' ' : found,
    )
  return /(?<!<)<<-?\s*["']?(\w+)["']?/.exec(bare)?.[1] ?? null
}
